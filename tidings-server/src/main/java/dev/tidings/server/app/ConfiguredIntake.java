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

/** Configuration that the intakes from Redis Streams and Kafka share. */
final class ConfiguredIntake {
    private ConfiguredIntake() {}

    /** Maps events of another system to intents, from any stream or topic. */
    static FeishuRequested feishu(Configuration configuration) {
        FeishuRequestedSection section = configuration.feishuRequested();
        return new FeishuRequested(section.producer(), section.recipientPrefix(), section.baseUrl(), section.title());
    }

    /** The consumer group of this node; null if it reads alone. */
    static StreamSettings.@Nullable Group group(@Nullable GroupSection section, Configuration configuration) {
        return section == null
                ? null
                : new StreamSettings.Group(
                        section.name(), NodeName.of(configuration), section.idle(), section.deliveries());
    }

    /** Makes the consumer wait during an outage, when its intents would only be refused and counted. */
    static StreamHandler<Intent> handler(IntentAcceptor acceptor, StoreWatch watch) {
        return new IntentIntake(acceptor, watch::require);
    }
}
