package dev.tidings.server.intake;

import dev.tidings.core.notification.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * What comes beside an intent rather than in it.
 *
 * @param tenant whose key was used
 * @param idempotencyKey from a header
 * @param requestId from a header, for intents without one
 * @param trace from headers
 */
public record Envelope(
        String tenant,
        @Nullable String idempotencyKey,
        @Nullable String requestId,
        @Nullable TraceContext trace) {
    public static Envelope of(String tenant) {
        return new Envelope(tenant, null, null, null);
    }
}
