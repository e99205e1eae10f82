package dev.tidings.push.log.kafka;

import dev.tidings.core.event.WindowBounds;
import java.time.Duration;

/**
 * @param topic of the tenant {@code default}; that of another has a dot and its name behind
 * @param replication of a topic that is made; 0 leaves it to Kafka
 * @param retention how long a topic that is made keeps events
 * @param window how much of it can be replayed fast, and how far back copies of an event are known
 */
public record LogSettings(String topic, int replication, Duration retention, WindowBounds window) {}
