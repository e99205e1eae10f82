package dev.tidings.server.app;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.FeishuRequestedSection;
import dev.tidings.server.config.GroupSection;
import dev.tidings.server.config.StreamIntakeSection;
import dev.tidings.server.intake.IntentAcceptor;
import dev.tidings.server.intake.IntentIntake;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.server.intake.redis.IntentFields;
import dev.tidings.streams.StreamHandler;
import dev.tidings.streams.redis.StreamConsumer;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.streams.redis.StreamSettings;
import org.jspecify.annotations.Nullable;

/** The streams of a server's Redis that are read. */
final class Streams {
    /** Stays when the stream gets another name. */
    private static final String INTENTS = "intents";

    private Streams() {}

    /** @param acceptor the one behind all ways in */
    static StreamConsumer<Intent> intents(
            Configuration configuration, StreamPorts ports, IntentAcceptor acceptor, StoreWatch watch) {
        StreamIntakeSection section = configuration.streamIntake();
        return new StreamConsumer<>(
                new StreamSettings(
                        INTENTS,
                        section.stream(),
                        section.tenant(),
                        section.block(),
                        section.count(),
                        group(section.group(), configuration)),
                new IntentFields(section.tenant(), configuration.limits().body(), feishu(configuration)),
                patiently(acceptor, watch),
                ports);
    }

    /** How an event of another system becomes an intent, wherever it is read. */
    static FeishuRequested feishu(Configuration configuration) {
        FeishuRequestedSection section = configuration.feishuRequested();
        return new FeishuRequested(section.producer(), section.recipientPrefix(), section.baseUrl(), section.title());
    }

    /** How this node reads beside the others; null where it reads alone. */
    static StreamSettings.@Nullable Group group(@Nullable GroupSection section, Configuration configuration) {
        return section == null
                ? null
                : new StreamSettings.Group(
                        section.name(), NodeName.of(configuration), section.idle(), section.deliveries());
    }

    /** During an outage it waits; what it would submit would only be refused, and counted. */
    static StreamHandler<Intent> patiently(IntentAcceptor acceptor, StoreWatch watch) {
        IntentIntake intake = new IntentIntake(acceptor);
        return batch -> {
            watch.require();
            return intake.handle(batch);
        };
    }
}
