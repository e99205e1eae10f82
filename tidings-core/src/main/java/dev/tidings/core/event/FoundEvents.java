package dev.tidings.core.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of one recipient.
 *
 * @param next where the next part begins; null if this was the last one
 */
public record FoundEvents(List<Found> events, @Nullable String next) {
    /** No events, and no further part. */
    public static final FoundEvents NONE = new FoundEvents(List.of(), null);

    public FoundEvents {
        events = List.copyOf(events);
    }

    /** @param id the event's id, which is that of its delivery */
    public record Found(Position position, String id) {}
}
