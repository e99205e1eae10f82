package dev.tidings.push.gateway;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** An event on its way to all who take it. */
public final class PublishedEvent implements Frame {
    private final Entry entry;
    private volatile @Nullable AtomicReferenceArray<Object> encoded;

    private PublishedEvent(Entry entry, @Nullable AtomicReferenceArray<Object> encoded) {
        this.entry = entry;
        this.encoded = encoded;
    }

    /** One that many will take at about the same time. */
    static PublishedEvent shared(Entry entry) {
        return new PublishedEvent(entry, new AtomicReferenceArray<>(FrameForm.FORMS));
    }

    /** One that a single subscriber takes. */
    static PublishedEvent alone(Entry entry) {
        return new PublishedEvent(entry, null);
    }

    public Event event() {
        return entry.event();
    }

    public Position position() {
        return entry.position();
    }

    /** The event in a form. Encoded once as long as it is new. */
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

    /** Keeps the event only: hardly anybody will take it any more. */
    void cool() {
        encoded = null;
    }

    int weight() {
        return entry.event().weight();
    }
}
