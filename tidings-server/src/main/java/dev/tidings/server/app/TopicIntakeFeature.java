package dev.tidings.server.app;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.TopicIntakeSection;
import dev.tidings.server.intake.kafka.IntentRecords;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.streams.kafka.TopicConsumer;
import dev.tidings.streams.kafka.TopicSettings;

/** Reads intents from Kafka topics. */
final class TopicIntakeFeature implements Feature {
    private static final String INTENTS = "intents_kafka";

    private final TopicConsumer<Intent> intents;

    TopicIntakeFeature(
            ServerEnvironment environment, KafkaClients kafka, EntryProcessorPorts ports, IntentAcceptor acceptor) {
        Configuration configuration = environment.configuration();
        TopicIntakeSection section = configuration.topicIntake();
        this.intents = new TopicConsumer<>(
                new TopicSettings(INTENTS, section.topics(), section.group(), section.tenant(), section.count()),
                new IntentRecords(
                        section.tenant(), configuration.limits().body(), ConfiguredIntake.feishu(configuration)),
                ConfiguredIntake.handler(acceptor, environment.watch()),
                kafka,
                ports);
    }

    @Override
    public void start() {
        intents.start();
    }

    @Override
    public void drain() {
        intents.stop();
    }
}
