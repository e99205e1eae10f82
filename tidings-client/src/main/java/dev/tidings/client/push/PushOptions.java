package dev.tidings.client.push;

import dev.tidings.client.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to. Each method answers a changed copy.
 *
 * @param clientId names the subscriber; a second subscription with the same id ends the first
 * @param recipient only this one's events; null for everyone's
 * @param cursor what comes after it; null for what happens from now on
 * @param backoff between subscriptions; back at its base once events flow
 */
public record PushOptions(
        String clientId,
        @Nullable String recipient,
        @Nullable String cursor,
        Backoff backoff) {
    private static final Backoff USUAL = Backoff.between(Duration.ofMillis(500), Duration.ofSeconds(30));

    public PushOptions {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("clientId is blank; expected a name that only one subscriber has");
        }
    }

    /** Everyone's events, from now on. */
    public static PushOptions named(String clientId) {
        return new PushOptions(clientId, null, null, USUAL);
    }

    /** Only this recipient's events. */
    public PushOptions recipient(String only) {
        return new PushOptions(clientId, only, cursor, backoff);
    }

    /** What comes after a cursor that was kept. */
    public PushOptions from(@Nullable String kept) {
        return new PushOptions(clientId, recipient, kept, backoff);
    }

    public PushOptions backoff(Backoff other) {
        return new PushOptions(clientId, recipient, cursor, other);
    }
}
