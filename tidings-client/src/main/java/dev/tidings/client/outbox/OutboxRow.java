package dev.tidings.client.outbox;

import dev.tidings.client.submit.Intent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published intent that is under way.
 *
 * @param id grows with every row that is published
 * @param orderingKey of which at most one row is under way; null when order does not matter
 * @param document the body of {@code POST /v1/intents} with {@code "event_version": 1}
 * @param attempts with this one
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
     * The intent, under the row's idempotency key and with its trace.
     *
     * @throws RuntimeException when the document is none, as one written by hand may be
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
