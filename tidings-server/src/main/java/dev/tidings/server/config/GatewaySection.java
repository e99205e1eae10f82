package dev.tidings.server.config;

import java.time.Duration;

/**
 * How events go out to subscribers.
 *
 * @param heartbeat how long a stream may be silent before a sign of life is sent
 * @param subscribers streams on this node at most
 * @param subscribersPerRecipient streams of one recipient on this node at most
 * @param retry what browsers are told to wait before they reconnect
 */
public record GatewaySection(Duration heartbeat, int subscribers, int subscribersPerRecipient, Duration retry) {
    static GatewaySection read(Section in) {
        return new GatewaySection(
                in.duration("heartbeat", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofMinutes(10)),
                in.integer("max_subscribers", 50_000, 1, 10_000_000),
                in.integer("max_subscribers_per_recipient", 10_000, 1, 10_000_000),
                in.duration("retry", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMinutes(10)));
    }
}
