package dev.tidings.push.gateway.transport;

import java.time.Duration;

/**
 * @param heartbeat the maximum silence before a keep-alive is sent
 * @param maxSubscribers the maximum number of subscribers on this node
 * @param maxPerRecipient the maximum number of subscribers per recipient on this node
 * @param retry the shortest interval over which subscribers spread their reconnects
 * @param reconnectsPerSecond how many subscribers of this node may come back per second after it has stopped
 * @param closeTimeout how long a peer may take to read the last frame before the connection is closed
 */
public record EventTransportSettings(
        Duration heartbeat,
        int maxSubscribers,
        int maxPerRecipient,
        Duration retry,
        int reconnectsPerSecond,
        Duration closeTimeout) {
    public static final EventTransportSettings DEFAULT = new EventTransportSettings(
            Duration.ofSeconds(15), 50_000, 10_000, Duration.ofSeconds(2), 2_000, Duration.ofSeconds(5));
}
