package dev.tidings.core.event;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Names of epochs: when it began, and chance, so that no two are the same. */
public final class Epoch {
    private static final int TIME_CHARS = 9;
    /** So much fits into a position; of an id it is all but the first bits. */
    private static final int ID_CHARS = 23;

    private static final int CHANCE =
            Character.MAX_RADIX * Character.MAX_RADIX * Character.MAX_RADIX * Character.MAX_RADIX;

    private Epoch() {}

    /** A name for one that begins now. */
    public static String begin(long nowMillis, RandomGenerator random) {
        return padded(Long.toString(nowMillis, Character.MAX_RADIX), TIME_CHARS)
                + padded(Integer.toString(random.nextInt(CHANCE), Character.MAX_RADIX), 4);
    }

    /** A name for one that has an id of 128 bits by itself. Nobody knows when it began: as if it always had been. */
    public static String named(long high, long low) {
        byte[] id =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        String digits = padded(new BigInteger(1, id).toString(Character.MAX_RADIX), ID_CHARS);
        return "0".repeat(TIME_CHARS) + digits.substring(digits.length() - ID_CHARS);
    }

    /** When an epoch of our own making began. */
    public static long began(String epoch) {
        return Long.parseLong(epoch.substring(0, TIME_CHARS), Character.MAX_RADIX);
    }

    private static String padded(String digits, int chars) {
        return "0".repeat(Math.max(0, chars - digits.length())) + digits;
    }
}
