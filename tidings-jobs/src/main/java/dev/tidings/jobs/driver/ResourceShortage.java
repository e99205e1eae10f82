package dev.tidings.jobs.driver;

import java.util.List;
import java.util.Locale;

/** Tells whether a start failed because the machine lacked resources. */
public final class ResourceShortage {
    /** Linux's messages for EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC and EDQUOT. */
    private static final List<String> WORDS = List.of(
            "resource temporarily unavailable",
            "cannot allocate memory",
            "too many open files",
            "no space left on device",
            "disk quota exceeded");

    private ResourceShortage() {}

    /**
     * @param message a message of the operating system or the container engine, never of the started program
     */
    public static boolean isSaidBy(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(lower::contains);
    }
}
