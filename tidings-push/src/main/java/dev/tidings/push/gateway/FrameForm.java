package dev.tidings.push.gateway;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * How a transport writes an event. Each transport has one, in a constant: an event is encoded once a form, however many
 * take it.
 *
 * @param <T> what is written; immutable and to be shared
 */
public final class FrameForm<T> {
    static final int FORMS = 16;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int slot;
    private final Function<PublishedEvent, T> encoder;

    private FrameForm(int slot, Function<PublishedEvent, T> encoder) {
        this.slot = slot;
        this.encoder = encoder;
    }

    public static <T> FrameForm<T> of(Function<PublishedEvent, T> encoder) {
        int slot = NEXT.getAndIncrement();
        if (slot >= FORMS) {
            throw new IllegalStateException("more than " + FORMS + " forms; keep each in a constant");
        }
        return new FrameForm<>(slot, encoder);
    }

    int slot() {
        return slot;
    }

    T encode(PublishedEvent posted) {
        return encoder.apply(posted);
    }
}
