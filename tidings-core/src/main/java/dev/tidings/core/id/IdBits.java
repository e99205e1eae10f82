package dev.tidings.core.id;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The 128 bits of an id, as a ULID has them: 48 bits of the time in milliseconds, then 80 others. */
final class IdBits implements Comparable<IdBits> {
    /** Those after the time. */
    static final int REST_BYTES = 10;

    private static final long LAST_MS = (1L << 48) - 1;
    private static final int TIME_SHIFT = 16;
    private static final long REST_OF_HIGH = (1L << TIME_SHIFT) - 1;

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DIGIT_BITS = 5;
    private static final int DIGIT_MASK = (1 << DIGIT_BITS) - 1;
    private static final int CHARS = 26;
    /** The first character has three bits, because 26 characters have two bits more than 16 bytes. */
    private static final char LAST_FIRST = '7';

    private static final byte[] VALUES = values();

    private final long high;
    private final long low;

    /** Computed on demand by any thread; all get the same value. */
    private @Nullable String text;

    private IdBits(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** Returns whether a text is the prefix and 26 characters of Crockford base 32. */
    static boolean isForm(String prefix, String text) {
        int start = prefix.length();
        if (text.length() != start + CHARS || !text.startsWith(prefix) || text.charAt(start) > LAST_FIRST) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit >= VALUES.length || VALUES[digit] < 0) {
                return false;
            }
        }
        return true;
    }

    static IdBits of(String prefix, String text) {
        if (!isForm(prefix, text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an id; expected " + prefix + " and " + CHARS + " characters");
        }
        long high = 0;
        long low = 0;
        for (int i = prefix.length(); i < text.length(); i++) {
            high = high << DIGIT_BITS | low >>> (Long.SIZE - DIGIT_BITS);
            low = low << DIGIT_BITS | VALUES[text.charAt(i)];
        }
        return new IdBits(high, low);
    }

    static IdBits ofBytes(byte[] bytes) {
        if (bytes.length != Id.BYTES) {
            throw new IllegalArgumentException("an id has " + Id.BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new IdBits(buffer.getLong(), buffer.getLong());
    }

    /** The smallest bits of a millisecond; times that no id can have are replaced by the nearest one. */
    static IdBits first(Instant time) {
        return new IdBits(Math.clamp(millis(time), 0, LAST_MS) << TIME_SHIFT, 0);
    }

    private static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException far) {
            return time.getEpochSecond() < 0 ? 0 : LAST_MS;
        }
    }

    /** The same with the time of another. */
    IdBits at(IdBits other) {
        return new IdBits((other.high & ~REST_OF_HIGH) | (high & REST_OF_HIGH), low);
    }

    /** The same time with other bytes after it. */
    IdBits withRest(byte[] rest) {
        ByteBuffer buffer = ByteBuffer.wrap(rest, 0, REST_BYTES);
        return new IdBits((high & ~REST_OF_HIGH) | Short.toUnsignedLong(buffer.getShort()), buffer.getLong());
    }

    Instant time() {
        return Instant.ofEpochMilli(high >>> TIME_SHIFT);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(Id.BYTES).putLong(high).putLong(low).array();
    }

    /** @param prefix always the same of one object */
    String text(String prefix) {
        String known = text;
        if (known == null) {
            known = written(prefix);
            text = known;
        }
        return known;
    }

    private String written(String prefix) {
        char[] chars = new char[prefix.length() + CHARS];
        prefix.getChars(0, prefix.length(), chars, 0);
        long restHigh = high;
        long restLow = low;
        for (int i = chars.length - 1; i >= prefix.length(); i--) {
            chars[i] = DIGITS.charAt((int) (restLow & DIGIT_MASK));
            restLow = restLow >>> DIGIT_BITS | restHigh << (Long.SIZE - DIGIT_BITS);
            restHigh >>>= DIGIT_BITS;
        }
        return new String(chars);
    }

    private static byte[] values() {
        byte[] values = new byte['Z' + 1];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length(); i++) {
            values[DIGITS.charAt(i)] = (byte) i;
        }
        return values;
    }

    @Override
    public int compareTo(IdBits other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdBits bits && high == bits.high && low == bits.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    /** Without a prefix. */
    @Override
    public String toString() {
        return written("");
    }
}
