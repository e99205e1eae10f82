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
 * Tells failures for want of something that this machine ran out of from those of the other side.
 *
 * <p>Only words of the operating system count, never those that a receiver can write: whoever could would rest the lane of
 * all others. A name server that does not answer in time is no shortage either, since it may be the receiver's.
 */
public final class OwnShortage {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int MAX_CAUSES = 10;

    /** As Linux words EMFILE, ENFILE, ENOBUFS and ENOMEM, whoever reports them. */
    private static final List<String> WORDS =
            List.of("Too many open files", "No buffer space available", "Cannot allocate memory");

    /** EADDRNOTAVAIL: no local port is left. */
    private static final String NO_PORT = "Cannot assign requested address";

    /** Of an address of IPv6, it says that this machine has none to connect from, which more time does not mend. */
    private static final String IPV6 = "[";

    private OwnShortage() {}

    /** Null when the failure is not of this machine's making. */
    public static Outcome.@Nullable NotTried of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof RejectedExecutionException) {
                return new Outcome.NotTried("the server stops", DELAY);
            }
            if (isOfTheSystem(cause) && isShortage(message)) {
                return new Outcome.NotTried("this machine ran out of connections: " + message, DELAY);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Not its subclasses of TLS, whose messages repeat what stands in certificates. */
    private static boolean isOfTheSystem(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof Errors.NativeIoException
                || cause instanceof ChannelException
                || cause instanceof FileSystemException
                || cause instanceof FileNotFoundException
                || cause.getClass() == IOException.class;
    }

    private static boolean isShortage(String message) {
        return WORDS.stream().anyMatch(message::contains) || (message.contains(NO_PORT) && !message.contains(IPV6));
    }
}
