package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.PositionVector;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** An event of the log, with its cached encodings. */
public final class PublishedEvent implements Frame {
    private final LogEntry entry;
    private final Cursor cursor;
    private volatile @Nullable AtomicReferenceArray<Object> encoded;

    private PublishedEvent(LogEntry entry, Cursor cursor, @Nullable AtomicReferenceArray<Object> encoded) {
        this.entry = entry;
        this.cursor = cursor;
        this.encoded = encoded;
    }

    /** Creates an event that many subscribers take at about the same time; it caches its encodings. */
    static PublishedEvent shared(LogEntry entry) {
        return new PublishedEvent(entry, entry.position(), new AtomicReferenceArray<>(FrameForm.FORMS));
    }

    /** Creates an event for a single subscriber; it caches nothing. */
    static PublishedEvent alone(LogEntry entry) {
        return new PublishedEvent(entry, entry.position(), null);
    }

    /** Returns the event with the cursor of one subscription, whose position depends on other partitions too. */
    PublishedEvent at(PositionVector reached) {
        return new PublishedEvent(entry, reached, null);
    }

    public Event event() {
        return entry.event();
    }

    public Position position() {
        return entry.position();
    }

    /** Where to resume after this event. */
    public Cursor cursor() {
        return cursor;
    }

    /** Whether it is after the cursor. Events of another epoch are: chains have only events of the present one. */
    boolean isAfter(Cursor other) {
        Position known = other.of(entry.event().recipient());
        return !entry.position().sameEpoch(known) || entry.position().isAfter(known);
    }

    /** Returns the event in the given form. The encoding is cached while the event is recent. */
    @SuppressWarnings("unchecked") // A slot belongs to one form.
    public <T> T as(FrameForm<T> form) {
        AtomicReferenceArray<Object> slots = encoded;
        if (slots == null) {
            return form.encode(this);
        }
        Object known = slots.get(form.slot());
        if (known == null) {
            known = form.encode(this);
            slots.set(form.slot(), known);
        }
        return (T) known;
    }

    /** Drops the cached encodings, because few subscribers still need them. */
    void dropEncodings() {
        encoded = null;
    }

    int weight() {
        return entry.event().weight();
    }
}
