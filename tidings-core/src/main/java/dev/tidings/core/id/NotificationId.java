package dev.tidings.core.id;

import dev.tidings.core.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The id of a notification: 16 bytes or, as text, {@code ntf_} and 26 characters. */
public final class NotificationId extends Id implements Comparable<NotificationId> {
    public static final String PREFIX = "ntf_";

    private NotificationId(IdBits bits) {
        super(bits);
    }

    /** Parses an id from a client. */
    public static NotificationId parse(String field, String text) {
        if (!isForm(text)) {
            throw Problem.invalid(field, text, "a notification id such as ntf_01K… (30 characters)")
                    .exception();
        }
        return of(text);
    }

    /** Returns whether the text has the form of a notification id. */
    public static boolean isForm(String text) {
        return IdBits.isForm(PREFIX, text);
    }

    /** Returns the id of a text that has the form. */
    public static NotificationId of(String text) {
        return new NotificationId(IdBits.of(PREFIX, text));
    }

    public static NotificationId ofBytes(byte[] bytes) {
        return new NotificationId(IdBits.ofBytes(bytes));
    }

    public static @Nullable NotificationId ofBytesOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : ofBytes(bytes);
    }

    /** Returns the smallest id of a millisecond, for ranges of times. */
    public static NotificationId first(Instant time) {
        return new NotificationId(IdBits.first(time));
    }

    @Override
    String prefix() {
        return PREFIX;
    }

    @Override
    public int compareTo(NotificationId other) {
        return bits().compareTo(other.bits());
    }
}
