package dev.tidings.core.id;

import dev.tidings.core.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of an endpoint: {@code ept_} and 26 characters that sort by time. Stores keep its 16 bytes; the text is made
 * once per object, when it is first asked for.
 */
public final class EndpointId implements Comparable<EndpointId> {
    public static final String PREFIX = "ept_";

    /** The length of {@link #bytes}. */
    public static final int BYTES = 16;

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DIGIT_BITS = 5;
    private static final int DIGIT_MASK = (1 << DIGIT_BITS) - 1;
    private static final int CHARS = 26;
    private static final byte[] VALUES = values();

    /** The first character has three bits, because 26 characters have two bits more than 16 bytes. */
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-7][0-9A-HJKMNP-TV-Z]{25}");

    private final long high;
    private final long low;

    /** Computed on demand by any thread; all get the same value. */
    private @Nullable String text;

    private EndpointId(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** Parses an id from a client. */
    public static EndpointId parse(String field, String text) {
        if (!isForm(text)) {
            throw Problem.invalid(field, text, "an endpoint id such as ept_01K… (30 characters)")
                    .exception();
        }
        return of(text);
    }

    /** Returns whether the text has the form of an endpoint id. */
    public static boolean isForm(String text) {
        return FORM.matcher(text).matches();
    }

    /** Returns the id of a text that has the form. */
    public static EndpointId of(String text) {
        if (!isForm(text)) {
            throw new IllegalArgumentException("'" + text + "' is not an endpoint id");
        }
        long high = 0;
        long low = 0;
        for (int i = PREFIX.length(); i < text.length(); i++) {
            high = high << DIGIT_BITS | low >>> (Long.SIZE - DIGIT_BITS);
            low = low << DIGIT_BITS | VALUES[text.charAt(i)];
        }
        return new EndpointId(high, low);
    }

    public static EndpointId ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an endpoint id has " + BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new EndpointId(buffer.getLong(), buffer.getLong());
    }

    public static @Nullable EndpointId ofBytesOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : ofBytes(bytes);
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    public String value() {
        String known = text;
        if (known == null) {
            known = written();
            text = known;
        }
        return known;
    }

    private String written() {
        char[] digits = new char[CHARS];
        long restHigh = high;
        long restLow = low;
        for (int i = CHARS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (restLow & DIGIT_MASK));
            restLow = restLow >>> DIGIT_BITS | restHigh << (Long.SIZE - DIGIT_BITS);
            restHigh >>>= DIGIT_BITS;
        }
        return PREFIX + new String(digits);
    }

    private static byte[] values() {
        byte[] values = new byte['Z' + 1];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length(); i++) {
            values[DIGITS.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** Orders by time, like the texts and the bytes. */
    @Override
    public int compareTo(EndpointId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointId id && high == id.high && low == id.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public String toString() {
        return value();
    }
}
