package dev.tidings.jobs.engine;

import java.util.List;
import java.util.Locale;

/** Tells a start that a machine had no room for from one that failed by itself. */
public final class Shortage {
    /** As Linux words EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC and EDQUOT. */
    private static final List<String> WORDS = List.of(
            "resource temporarily unavailable",
            "cannot allocate memory",
            "too many open files",
            "no space left on device",
            "disk quota exceeded");

    private Shortage() {}

    /** @param message of the operating system or of the container engine, never of what is started */
    public static boolean isSaidBy(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(lower::contains);
    }
}
