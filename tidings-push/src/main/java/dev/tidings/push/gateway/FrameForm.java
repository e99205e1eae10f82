package dev.tidings.push.gateway;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A transport's encoding of events. Each transport keeps one instance in a constant, so an event is encoded once
 * per form, regardless of the number of subscribers.
 *
 * @param <T> the encoded event; immutable, because subscribers share it
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
            throw new IllegalStateException(
                    "more than " + FORMS + " frame forms were created; keep each in a static constant");
        }
        return new FrameForm<>(slot, encoder);
    }

    int slot() {
        return slot;
    }

    T encode(PublishedEvent published) {
        return encoder.apply(published);
    }
}
