package dev.tidings.server.config;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.WindowBounds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Settings of push events.
 *
 * @param log memory, or redis or kafka, which several nodes share
 * @param partitions of each tenant's log; the same on all nodes
 * @param window the events that are replayed from memory, per tenant
 * @param subscriberBytes how far a subscription to one recipient may fall behind before it is closed
 * @param gatewayBytes how far a gateway may fall behind before it is closed
 * @param historyDays how far back events are replayed from the store
 * @param historyEvents the maximum number of events replayed from the store
 * @param gatewayHistoryEvents the same for a gateway
 * @param stream the Redis stream of the tenant {@code default}; other tenants' streams append a colon and the
 * tenant's name
 * @param streamLength the approximate number of events that a stream keeps
 * @param topic the Kafka topic of the tenant {@code default}; other tenants' topics append a dot and the tenant's
 * name
 * @param topicReplication the replication factor of created topics; 0 for the broker's default
 * @param topicRetention how long created topics keep events
 */
public record PushSection(
        Log log,
        LogPartitions partitions,
        WindowBounds window,
        int subscriberBytes,
        int gatewayBytes,
        int historyDays,
        int historyEvents,
        int gatewayHistoryEvents,
        String stream,
        int streamLength,
        String topic,
        int topicReplication,
        Duration topicRetention) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** The kind of event log. */
    public enum Log {
        MEMORY,
        REDIS,
        KAFKA
    }

    static PushSection read(Section in) {
        String stream = in.text("stream", "gateway:client_events");
        if (stream.isEmpty()) {
            in.error("stream", stream, "a name, such as gateway:client_events");
        }
        String topic = in.text("topic", "tidings.client_events");
        if (!TopicIntakeSection.TOPIC.matcher(topic).matches()) {
            in.error("topic", topic, TopicIntakeSection.TOPIC_EXPECTED);
        }
        return new PushSection(
                Log.valueOf(in.choice("log", "memory", List.of("memory", "redis", "kafka"))
                        .toUpperCase(Locale.ROOT)),
                new LogPartitions(in.integer("partitions", 1, 1, LogPartitions.MAX)),
                new WindowBounds(
                        in.duration(
                                "window_age", WindowBounds.DEFAULT.age(), Duration.ofSeconds(1), Duration.ofDays(1)),
                        in.integer("window_count", WindowBounds.DEFAULT.count(), 1, 10_000_000),
                        in.bytes("window_bytes", 64 * MIB, MIB, 1024 * MIB)),
                in.bytes("subscriber_bytes", MIB, 16 * KIB, 64 * MIB),
                in.bytes("gateway_bytes", 4 * MIB, 16 * KIB, 1024 * MIB),
                in.integer("history_days", 7, 0, 365),
                in.integer("history_events", 10_000, 1, 100_000),
                in.integer("gateway_history_events", 100_000, 1, 1_000_000),
                stream,
                in.integer("stream_length", 100_000, 1, 100_000_000),
                topic,
                in.integer("topic_replication", 0, 0, 100),
                in.duration("topic_retention", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(30)));
    }
}
