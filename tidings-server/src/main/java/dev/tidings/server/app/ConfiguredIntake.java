package dev.tidings.server.app;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.FeishuRequestedSection;
import dev.tidings.server.config.GroupSection;
import dev.tidings.server.intake.IntentIntake;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.streams.StreamHandler;
import dev.tidings.streams.redis.StreamSettings;
import org.jspecify.annotations.Nullable;

/** What intake from Redis Streams and from Kafka have in common. */
final class ConfiguredIntake {
    private ConfiguredIntake() {}

    /** How an event of another system becomes an intent, wherever it is read. */
    static FeishuRequested feishu(Configuration configuration) {
        FeishuRequestedSection section = configuration.feishuRequested();
        return new FeishuRequested(section.producer(), section.recipientPrefix(), section.baseUrl(), section.title());
    }

    /** How this node shares a stream with the others; null where it reads alone. */
    static StreamSettings.@Nullable Group group(@Nullable GroupSection section, Configuration configuration) {
        return section == null
                ? null
                : new StreamSettings.Group(
                        section.name(), NodeName.of(configuration), section.idle(), section.deliveries());
    }

    /** During an outage the consumer waits: what it would submit would only be refused, and counted. */
    static StreamHandler<Intent> handler(IntentAcceptor acceptor, StoreWatch watch) {
        IntentIntake intake = new IntentIntake(acceptor);
        return batch -> {
            watch.require();
            return intake.handle(batch);
        };
    }
}
