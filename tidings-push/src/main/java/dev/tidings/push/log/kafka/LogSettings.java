package dev.tidings.push.log.kafka;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.WindowBounds;
import java.time.Duration;

/**
 * @param topic the topic of the tenant {@code default}; other tenants' topics append a dot and the tenant's name
 * @param partitions those of each topic; the same on all nodes
 * @param replication the replication factor of created topics; 0 uses the broker's default
 * @param retention how long created topics keep events
 * @param window the events that are replayed from memory, and how far back duplicates are detected
 */
public record LogSettings(
        String topic, LogPartitions partitions, int replication, Duration retention, WindowBounds window) {}
