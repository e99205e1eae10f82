package dev.tidings.server.app;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.TopicIntakeSection;
import dev.tidings.server.intake.IntentAcceptor;
import dev.tidings.server.intake.kafka.IntentRecords;
import dev.tidings.streams.HandlingPorts;
import dev.tidings.streams.kafka.KafkaNode;
import dev.tidings.streams.kafka.TopicConsumer;
import dev.tidings.streams.kafka.TopicSettings;

/** The topics of a server's Kafka that are read. */
final class Topics {
    private static final String INTENTS = "intents_kafka";

    private Topics() {}

    /** @param acceptor the one behind all ways in */
    static TopicConsumer<Intent> intents(
            Configuration configuration,
            KafkaNode node,
            HandlingPorts ports,
            IntentAcceptor acceptor,
            StoreWatch watch) {
        TopicIntakeSection section = configuration.topicIntake();
        return new TopicConsumer<>(
                new TopicSettings(INTENTS, section.topics(), section.group(), section.tenant(), section.count()),
                new IntentRecords(section.tenant(), configuration.limits().body(), Streams.feishu(configuration)),
                Streams.patiently(acceptor, watch),
                node,
                ports);
    }
}
