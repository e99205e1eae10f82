package dev.tidings.core.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished deliveries of a channel.
 *
 * @param waiting pending, failed and sending
 * @param due how many of them can be claimed now
 * @param oldestDue when the oldest of those became due; null when none is
 */
public record Backlog(
        String channel, long waiting, long due, @Nullable Instant oldestDue) {}
