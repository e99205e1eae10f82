package dev.tidings.server.gateway.stream;

import java.time.Duration;

/**
 * @param heartbeat how long an outlet may be silent
 * @param most subscribers on this node at most
 * @param mostPerRecipient subscribers of one recipient on this node at most
 * @param retry what browsers are told to wait before they reconnect
 */
public record OutletSettings(Duration heartbeat, int most, int mostPerRecipient, Duration retry) {
    public static final OutletSettings DEFAULT =
            new OutletSettings(Duration.ofSeconds(15), 50_000, 10_000, Duration.ofSeconds(2));
}
