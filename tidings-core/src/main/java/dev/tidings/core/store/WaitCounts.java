package dev.tidings.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How many deliveries of all tenants wait for each reason, and on each channel.
 *
 * @param deliveries by the code of the reason
 * @param complete false if more deliveries wait than are counted by reason: the numbers are lower bounds then
 * @param backlog of the channels with unfinished deliveries, counted apart
 */
public record WaitCounts(Map<String, Long> deliveries, boolean complete, List<Backlog> backlog, Instant countedAt) {
    public WaitCounts {
        deliveries = Map.copyOf(deliveries);
        backlog = List.copyOf(backlog);
    }

    /** Returns the backlog of a channel, which may be empty. */
    public Backlog backlog(String channel) {
        return backlog.stream()
                .filter(one -> one.channel().equals(channel))
                .findAny()
                .orElse(new Backlog(channel, 0, 0, null, true));
    }

    /** Returns zero for a reason that no delivery waits for. */
    public long of(String reason) {
        return deliveries.getOrDefault(reason, 0L);
    }
}
