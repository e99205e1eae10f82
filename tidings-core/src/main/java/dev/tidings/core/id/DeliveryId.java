package dev.tidings.core.id;

import dev.tidings.core.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The id of a delivery: 16 bytes or, as text, {@code dlv_} and 26 characters. */
public final class DeliveryId extends Id implements Comparable<DeliveryId> {
    public static final String PREFIX = "dlv_";

    private DeliveryId(IdBits bits) {
        super(bits);
    }

    /** Parses an id from a client. */
    public static DeliveryId parse(String field, String text) {
        if (!isForm(text)) {
            throw Problem.invalid(field, text, "a delivery id such as dlv_01K… (30 characters)")
                    .exception();
        }
        return of(text);
    }

    /** Returns whether the text has the form of a delivery id. */
    public static boolean isForm(String text) {
        return IdBits.isForm(PREFIX, text);
    }

    /** Returns the id of a text that has the form. */
    public static DeliveryId of(String text) {
        return new DeliveryId(IdBits.of(PREFIX, text));
    }

    public static DeliveryId ofBytes(byte[] bytes) {
        return new DeliveryId(IdBits.ofBytes(bytes));
    }

    public static @Nullable DeliveryId ofBytesOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : ofBytes(bytes);
    }

    /** Returns the smallest id of a millisecond, for ranges of times. */
    public static DeliveryId first(Instant time) {
        return new DeliveryId(IdBits.first(time));
    }

    /** Returns the id with the time of a notification or of another delivery, so that retention treats them together. */
    static DeliveryId at(IdBits time, byte[] bytes) {
        return new DeliveryId(IdBits.ofBytes(bytes).at(time));
    }

    /**
     * Returns an id with the same time.
     *
     * @param rest at least ten bytes, of which the first ten follow the time
     */
    public DeliveryId withRest(byte[] rest) {
        return new DeliveryId(bits().withRest(rest));
    }

    @Override
    String prefix() {
        return PREFIX;
    }

    @Override
    public int compareTo(DeliveryId other) {
        return bits().compareTo(other.bits());
    }
}
