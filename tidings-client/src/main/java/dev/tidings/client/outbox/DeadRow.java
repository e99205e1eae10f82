package dev.tidings.client.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that was refused for good.
 *
 * @param document the intent as it was shipped
 * @param attempts total attempts, including those before a replay
 * @param replays how often it was made pending again
 * @param code of the refusal, such as {@code idempotency_conflict}
 * @param reason the message of the refusal
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
