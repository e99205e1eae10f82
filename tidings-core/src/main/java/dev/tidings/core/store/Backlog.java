package dev.tidings.core.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits on a channel.
 *
 * @param waiting pending, failed and sending
 * @param due of these, how many may be claimed now
 * @param oldestDue since when the oldest of them is due; null when none is
 */
public record Backlog(
        String channel, long waiting, long due, @Nullable Instant oldestDue) {}
