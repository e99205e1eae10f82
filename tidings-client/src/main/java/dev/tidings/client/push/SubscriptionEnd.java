package dev.tidings.client.push;

import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription ended.
 *
 * @param eventsFlowed whether it delivered an event that was handled
 * @param interval over which the server's clients spread their reconnects; null if it has not said
 */
record SubscriptionEnd(
        Status status, boolean eventsFlowed, @Nullable Duration interval) {
    private static final Metadata.Key<String> RECONNECT =
            Metadata.Key.of("tidings-reconnect-ms", Metadata.ASCII_STRING_MARSHALLER);

    /** Bounds what a server may ask for. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Whether other clients probably lost their subscriptions too: the server stopped, failed or cannot be reached. */
    boolean shared() {
        return status.isOk() || status.getCode() == Status.Code.UNAVAILABLE;
    }

    /** The interval in a response's headers or trailers; null if there is none. */
    static @Nullable Duration interval(@Nullable Metadata metadata) {
        String millis = metadata == null ? null : metadata.get(RECONNECT);
        if (millis == null) {
            return null;
        }
        try {
            Duration interval = Duration.ofMillis(Long.parseLong(millis));
            return interval.isNegative() || interval.compareTo(LONGEST) > 0 ? LONGEST : interval;
        } catch (NumberFormatException foreign) {
            return null;
        }
    }
}
