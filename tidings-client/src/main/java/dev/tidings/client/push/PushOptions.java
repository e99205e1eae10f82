package dev.tidings.client.push;

import dev.tidings.client.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to. Each method returns a changed copy.
 *
 * @param clientId names the subscriber; a second subscription with the same id ends the first
 * @param recipient only events for this recipient; null for all
 * @param cursor start after it; null for new events only
 * @param backoff delays between subscriptions; reset once events arrive. If all subscribers of a server come back, they spread over the
 *     interval that it asked for, if that is longer
 */
public record PushOptions(
        String clientId,
        @Nullable String recipient,
        @Nullable String cursor,
        Backoff backoff) {
    private static final Backoff USUAL = Backoff.withFullJitter(Duration.ofMillis(500), Duration.ofSeconds(30));

    public PushOptions {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("clientId is blank; expected a name that only one subscriber has");
        }
    }

    /** Subscribes to new events for all recipients. */
    public static PushOptions named(String clientId) {
        return new PushOptions(clientId, null, null, USUAL);
    }

    /** Subscribes to events for one recipient. */
    public PushOptions recipient(String only) {
        return new PushOptions(clientId, only, cursor, backoff);
    }

    /** Subscribes to events after a stored cursor. */
    public PushOptions from(@Nullable String kept) {
        return new PushOptions(clientId, recipient, kept, backoff);
    }

    public PushOptions backoff(Backoff other) {
        return new PushOptions(clientId, recipient, cursor, other);
    }
}
