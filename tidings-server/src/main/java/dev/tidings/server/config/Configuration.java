package dev.tidings.server.config;

import java.util.List;
import java.util.Map;

/**
 * All settings, valid and complete.
 *
 * @param routing channels by type pattern
 * @param channels a section for every channel that the server has
 */
public record Configuration(
        ServerSection server,
        DataSection data,
        StoreSection store,
        OutboundSection outbound,
        Map<String, List<String>> routing,
        Map<String, ChannelSection> channels,
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
        GatewaySection gateway,
        JobsSection jobs,
        RuntimesSection runtimes) {
    public Configuration {
        routing = Map.copyOf(routing);
        channels = Map.copyOf(channels);
    }

    /** The section of a channel that the server has. */
    public ChannelSection channel(String name) {
        ChannelSection section = channels.get(name);
        if (section == null) {
            throw new IllegalArgumentException("no channel '" + name + "'; there are " + channels.keySet());
        }
        return section;
    }
}
