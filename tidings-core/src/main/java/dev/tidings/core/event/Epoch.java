package dev.tidings.core.event;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Creates and reads names of epochs. A name contains the start time and random digits, so that no two are equal. */
public final class Epoch {
    private static final int TIME_CHARS = 9;
    /** As many characters as fit into a position; they omit only the first bits of a 128-bit id. */
    private static final int ID_CHARS = 23;

    private static final int CHANCE =
            Character.MAX_RADIX * Character.MAX_RADIX * Character.MAX_RADIX * Character.MAX_RADIX;

    private Epoch() {}

    /** Names an epoch that begins now. */
    public static String begin(long nowMillis, RandomGenerator random) {
        return padded(Long.toString(nowMillis, Character.MAX_RADIX), TIME_CHARS)
                + padded(Integer.toString(random.nextInt(CHANCE), Character.MAX_RADIX), 4);
    }

    /** Names an epoch by its own 128-bit id. Its start is unknown, so it counts as the oldest. */
    public static String named(long high, long low) {
        byte[] id =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        String digits = padded(new BigInteger(1, id).toString(Character.MAX_RADIX), ID_CHARS);
        return "0".repeat(TIME_CHARS) + digits.substring(digits.length() - ID_CHARS);
    }

    /** Returns when an epoch named by {@link #begin} began, in milliseconds. */
    public static long began(String epoch) {
        return Long.parseLong(epoch.substring(0, TIME_CHARS), Character.MAX_RADIX);
    }

    private static String padded(String digits, int chars) {
        return "0".repeat(Math.max(0, chars - digits.length())) + digits;
    }
}
