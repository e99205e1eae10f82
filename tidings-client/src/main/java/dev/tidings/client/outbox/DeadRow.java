package dev.tidings.client.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that was refused for good, and why.
 *
 * @param document the intent, as it was shipped
 * @param attempts in all, those before a replay among them
 * @param replays how often it was made pending again
 * @param code of the refusal, as {@code idempotency_conflict}
 * @param reason in words
 */
public record DeadRow(
        long id,
        String idempotencyKey,
        @Nullable String orderingKey,
        String document,
        int attempts,
        int replays,
        String code,
        String reason,
        Instant publishedAt,
        Instant deadSince) {}
