package dev.tidings.channels;

import dev.tidings.core.channel.Outcome;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes failures caused by exhausted resources of this machine from failures of the remote side.
 *
 * <p>Only messages of the operating system count, never text from a receiver, which could otherwise pause the lane for
 * all others. A DNS timeout does not count either, because the name server may be the receiver's.
 */
public final class LocalShortage {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int MAX_CAUSES = 10;

    /** Linux messages of EMFILE, ENFILE, ENOBUFS and ENOMEM. */
    private static final List<String> SYSTEM_MESSAGES =
            List.of("Too many open files", "No buffer space available", "Cannot allocate memory");

    /** EADDRNOTAVAIL: no local port is left. */
    private static final String NO_PORT = "Cannot assign requested address";

    /** For an IPv6 target, EADDRNOTAVAIL means that this machine has no IPv6 address, which waiting does not fix. */
    private static final String IPV6 = "[";

    private LocalShortage() {}

    /** Returns null when this machine did not cause the failure. */
    public static Outcome.@Nullable NotTried of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof RejectedExecutionException) {
                return new Outcome.NotTried("the server is stopping", DELAY);
            }
            if (isOfTheSystem(cause) && isShortage(message)) {
                return new Outcome.NotTried("this machine has no resources for connections: " + message, DELAY);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Excludes the TLS subclasses, whose messages repeat text from certificates. */
    private static boolean isOfTheSystem(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof Errors.NativeIoException
                || cause instanceof ChannelException
                || cause instanceof FileSystemException
                || cause instanceof FileNotFoundException
                || cause.getClass() == IOException.class;
    }

    private static boolean isShortage(String message) {
        return SYSTEM_MESSAGES.stream().anyMatch(message::contains)
                || (message.contains(NO_PORT) && !message.contains(IPV6));
    }
}
