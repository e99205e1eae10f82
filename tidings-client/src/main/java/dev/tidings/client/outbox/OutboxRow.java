package dev.tidings.client.outbox;

import dev.tidings.client.submit.Intent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published intent that is being shipped.
 *
 * @param id increases with every published row
 * @param orderingKey at most one of its rows is being shipped; null when there is no order
 * @param document the body of {@code POST /v1/intents} with {@code "event_version": 1}
 * @param attempts including this one
 * @param publishedAt by the database's clock
 */
public record OutboxRow(
        long id,
        String idempotencyKey,
        @Nullable String orderingKey,
        String document,
        @Nullable String traceparent,
        @Nullable String tracestate,
        int attempts,
        Instant publishedAt) {
    /**
     * Returns the intent with the row's idempotency key and trace.
     *
     * @throws RuntimeException when the document is invalid, which one written by hand may be
     */
    public Intent intent() {
        return IntentDocument.read(document).key(idempotencyKey).with(message -> {
            if (traceparent != null) {
                message.setTraceparent(traceparent);
            }
            if (tracestate != null) {
                message.setTracestate(tracestate);
            }
        });
    }
}
