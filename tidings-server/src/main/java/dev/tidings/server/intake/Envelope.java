package dev.tidings.server.intake;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an intent outside its body.
 *
 * @param tenant the tenant of the API key
 * @param idempotencyKey from a header
 * @param requestId from a header, for intents without one
 * @param trace from headers
 * @param limits the limits of the API key
 */
public record Envelope(
        String tenant,
        @Nullable String idempotencyKey,
        @Nullable String requestId,
        @Nullable TraceContext trace,
        KeyLimits limits) {
    /** Returns the intent if the key may submit it; throws a ProblemException otherwise. */
    public Intent allowed(Intent intent) {
        limits.require(intent);
        return intent;
    }

    public static Envelope of(String tenant) {
        return new Envelope(tenant, null, null, null, KeyLimits.NONE);
    }
}
