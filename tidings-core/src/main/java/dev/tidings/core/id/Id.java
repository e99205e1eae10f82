package dev.tidings.core.id;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An id of 16 bytes that begin with the time of creation. Ids of one kind sort alike as objects, bytes and text. */
public abstract sealed class Id permits DeliveryId, EndpointId, NotificationId {
    /** The length of {@link #bytes}. */
    public static final int BYTES = 16;

    private final IdBits bits;

    Id(IdBits bits) {
        this.bits = bits;
    }

    /** The same for all ids of one kind. */
    abstract String prefix();

    IdBits bits() {
        return bits;
    }

    /** What stores keep. */
    public byte[] bytes() {
        return bits.bytes();
    }

    /** The text with its prefix, for everything outside the server: made when it is first asked for, once per object. */
    public String value() {
        return bits.text(prefix());
    }

    /** When it was created, in milliseconds. */
    public Instant time() {
        return bits.time();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Id id && prefix().equals(id.prefix()) && bits.equals(id.bits);
    }

    @Override
    public final int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return value();
    }
}
