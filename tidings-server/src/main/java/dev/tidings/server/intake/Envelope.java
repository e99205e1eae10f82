package dev.tidings.server.intake;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * What comes beside an intent rather than in it.
 *
 * @param tenant whose key was used
 * @param idempotencyKey from a header
 * @param requestId from a header, for intents without one
 * @param trace from headers
 * @param limits of the key
 */
public record Envelope(
        String tenant,
        @Nullable String idempotencyKey,
        @Nullable String requestId,
        @Nullable TraceContext trace,
        KeyLimits limits) {
    /** The intent, if the key may submit it; throws a ProblemException otherwise. */
    public Intent allowed(Intent intent) {
        limits.require(intent);
        return intent;
    }

    public static Envelope of(String tenant) {
        return new Envelope(tenant, null, null, null, KeyLimits.NONE);
    }
}
