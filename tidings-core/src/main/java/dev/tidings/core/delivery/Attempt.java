package dev.tidings.core.delivery;

import dev.tidings.core.channel.Evidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a delivery.
 *
 * @param number from 1, counted over the delivery's whole life
 * @param endedAt null while it runs, and when its end is unknown
 * @param result null while it runs
 * @param code the failure; null when there was none
 * @param late it ended after another worker had taken over; its result changed nothing
 */
public record Attempt(
        int number,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable AttemptResult result,
        @Nullable String code,
        @Nullable String message,
        Evidence evidence,
        boolean late) {}
