package dev.tidings.server.channel;

import dev.tidings.core.channel.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells failures for want of something that this machine ran out of from those of the other side. */
public final class OwnShortage {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int MAX_CAUSES = 10;

    /** As Linux words EMFILE, ENFILE, EADDRNOTAVAIL and ENOBUFS, whoever reports them. */
    private static final List<String> WORDS =
            List.of("Too many open files", "Cannot assign requested address", "No buffer space available");

    private OwnShortage() {}

    /** Null when the failure is not of this machine's making. */
    public static Outcome.@Nullable NotTried of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            String message = cause.getMessage();
            if (message != null && WORDS.stream().anyMatch(message::contains)) {
                return new Outcome.NotTried("this machine ran out of connections: " + message, DELAY);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
