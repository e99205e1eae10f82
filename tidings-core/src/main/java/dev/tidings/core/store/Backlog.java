package dev.tidings.core.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished deliveries of a channel.
 *
 * @param waiting pending, failed and sending
 * @param due how many of them can be claimed now
 * @param oldestDue when the oldest of those became due; null when none is
 * @param complete false if there are more than were counted: the numbers are lower bounds then
 */
public record Backlog(
        String channel, long waiting, long due, @Nullable Instant oldestDue, boolean complete) {
    /** What was counted up to a bound. */
    public static Backlog bounded(String channel, long waiting, long due, @Nullable Instant oldestDue, int most) {
        return new Backlog(
                channel, Math.min(waiting, most), Math.min(due, most), oldestDue, waiting <= most && due <= most);
    }

    /** The same as lower bounds. */
    public Backlog incomplete() {
        return new Backlog(channel, waiting, due, oldestDue, false);
    }

    public static @Nullable Instant older(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
