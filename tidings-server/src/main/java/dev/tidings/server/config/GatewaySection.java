package dev.tidings.server.config;

import java.time.Duration;

/**
 * Settings of subscriptions.
 *
 * @param heartbeat the maximum silence before a keep-alive is sent
 * @param subscribers the maximum number of subscriptions on this node
 * @param subscribersPerRecipient the maximum number of subscriptions per recipient on this node
 * @param retry the shortest interval over which subscribers spread their reconnects
 * @param reconnectsPerSecond how many subscribers of a node may come back per second after it has stopped
 */
public record GatewaySection(
        Duration heartbeat, int subscribers, int subscribersPerRecipient, Duration retry, int reconnectsPerSecond) {
    static GatewaySection read(Section in) {
        return new GatewaySection(
                in.duration("heartbeat", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofMinutes(10)),
                in.integer("max_subscribers", 50_000, 1, 10_000_000),
                in.integer("max_subscribers_per_recipient", 10_000, 1, 10_000_000),
                in.duration("retry", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMinutes(5)),
                in.integer("reconnects_per_second", 2_000, 1, 1_000_000));
    }
}
