package dev.tidings.push.gateway;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** An event of the log, with its cached encodings. */
public final class PublishedEvent implements Frame {
    private final LogEntry entry;
    private volatile @Nullable AtomicReferenceArray<Object> encoded;

    private PublishedEvent(LogEntry entry, @Nullable AtomicReferenceArray<Object> encoded) {
        this.entry = entry;
        this.encoded = encoded;
    }

    /** Creates an event that many subscribers take at about the same time; it caches its encodings. */
    static PublishedEvent shared(LogEntry entry) {
        return new PublishedEvent(entry, new AtomicReferenceArray<>(FrameForm.FORMS));
    }

    /** Creates an event for a single subscriber; it caches nothing. */
    static PublishedEvent alone(LogEntry entry) {
        return new PublishedEvent(entry, null);
    }

    public Event event() {
        return entry.event();
    }

    public Position position() {
        return entry.position();
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
