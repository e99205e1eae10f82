package dev.tidings.core.event;

import java.util.random.RandomGenerator;

/** Names of epochs: when it began, and chance, so that no two are the same. */
public final class Epoch {
    private static final int TIME_CHARS = 9;
    private static final int CHANCE =
            Character.MAX_RADIX * Character.MAX_RADIX * Character.MAX_RADIX * Character.MAX_RADIX;

    private Epoch() {}

    /** A name for one that begins now. */
    public static String begin(long nowMillis, RandomGenerator random) {
        return padded(Long.toString(nowMillis, Character.MAX_RADIX), TIME_CHARS)
                + padded(Integer.toString(random.nextInt(CHANCE), Character.MAX_RADIX), 4);
    }

    /** When an epoch of our own making began. */
    public static long began(String epoch) {
        return Long.parseLong(epoch.substring(0, TIME_CHARS), Character.MAX_RADIX);
    }

    private static String padded(String digits, int chars) {
        return "0".repeat(Math.max(0, chars - digits.length())) + digits;
    }
}
