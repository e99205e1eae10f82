package dev.tidings.server.config;

import dev.tidings.core.node.NodeRoles;
import java.util.List;
import java.util.Map;

/**
 * The complete, valid configuration.
 *
 * @param roles what this node does ({@code server.roles})
 * @param routing channels per type pattern
 * @param channels a section for every channel of the server
 */
public record Configuration(
        ServerSection server,
        NodeRoles roles,
        DataSection data,
        StoreSection store,
        OutboundSection outbound,
        Map<String, List<String>> routing,
        Map<String, ChannelSection> channels,
        TypesSection types,
        TenantsSection tenants,
        PushSection push,
        RedisSection redis,
        KafkaSection kafka,
        StreamIntakeSection streamIntake,
        TopicIntakeSection topicIntake,
        FeishuRequestedSection feishuRequested,
        DispatchSection dispatch,
        LimitsSection limits,
        RetentionSection retention,
        LogSection log,
        TelemetrySection telemetry,
        AccessSection access,
        ConsoleSection console,
        GatewaySection gateway,
        JobsSection jobs,
        RuntimesSection runtimes) {
    public Configuration {
        routing = Map.copyOf(routing);
        channels = Map.copyOf(channels);
    }

    /** Whether nodes know the subscribers of each other, over Redis. */
    public boolean sharesPresence() {
        return switch (push.log()) {
            case MEMORY -> false;
            case REDIS -> true;
            case KAFKA -> !redis.url().isEmpty();
        };
    }

    /** Returns the section of a channel. */
    public ChannelSection channel(String name) {
        ChannelSection section = channels.get(name);
        if (section == null) {
            throw new IllegalArgumentException("unknown channel '" + name + "'; expected one of " + channels.keySet());
        }
        return section;
    }
}
