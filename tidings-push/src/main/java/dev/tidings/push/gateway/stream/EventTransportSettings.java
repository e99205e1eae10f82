package dev.tidings.push.gateway.stream;

import java.time.Duration;

/**
 * @param heartbeat how long an outlet may be silent
 * @param most subscribers on this node at most
 * @param mostPerRecipient subscribers of one recipient on this node at most
 * @param retry what browsers are told to wait before they reconnect
 * @param lastWords how long a peer that reads nothing may take to read why it is over, before it is cut off
 */
public record EventTransportSettings(
        Duration heartbeat, int most, int mostPerRecipient, Duration retry, Duration lastWords) {
    public static final EventTransportSettings DEFAULT = new EventTransportSettings(
            Duration.ofSeconds(15), 50_000, 10_000, Duration.ofSeconds(2), Duration.ofSeconds(5));
}
