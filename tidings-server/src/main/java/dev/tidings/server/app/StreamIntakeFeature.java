package dev.tidings.server.app;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.StreamIntakeSection;
import dev.tidings.server.intake.redis.IntentFields;
import dev.tidings.streams.redis.StreamConsumer;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.streams.redis.StreamSettings;

/** Reads intents from a Redis Stream. */
final class StreamIntakeFeature implements Feature {
    /** Keeps its value when the stream is renamed. */
    private static final String INTENTS = "intents";

    private final StreamConsumer<Intent> intents;

    StreamIntakeFeature(ServerEnvironment environment, StreamPorts ports, IntentAcceptor acceptor) {
        Configuration configuration = environment.configuration();
        StreamIntakeSection section = configuration.streamIntake();
        this.intents = new StreamConsumer<>(
                new StreamSettings(
                        INTENTS,
                        section.stream(),
                        section.tenant(),
                        section.block(),
                        section.count(),
                        ConfiguredIntake.group(section.group(), configuration)),
                new IntentFields(
                        section.tenant(), configuration.limits().body(), ConfiguredIntake.feishu(configuration)),
                ConfiguredIntake.handler(acceptor, environment.watch()),
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
