package dev.tidings.server.intake.preview;

import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one delivery.
 *
 * @param preview what the channel shows; null when it shows nothing, or was not asked
 * @param outcome how it would end without being sent; null when it would be sent
 * @param retrySchedule the waits between attempts without jitter; empty for what would not be sent
 */
public record DeliveryPreview(
        String channel,
        String recipient,
        @Nullable Preview preview,
        @Nullable Outcome outcome,
        List<Duration> retrySchedule) {
    public DeliveryPreview {
        retrySchedule = List.copyOf(retrySchedule);
    }

    /** {@code sent} stands for being handed to the provider: what that says nobody knows before. */
    public String word() {
        return switch (outcome) {
            case null -> "sent";
            case Outcome.Sent sent -> "sent";
            case Outcome.Retry retry -> "retry";
            case Outcome.NotTried shortage -> "retry";
            case Outcome.Rejected rejected -> "rejected";
            case Outcome.Skipped skipped -> "skipped";
        };
    }

    public @Nullable String code() {
        return switch (outcome) {
            case null -> null;
            case Outcome.Sent sent -> null;
            case Outcome.Retry retry -> retry.code();
            case Outcome.NotTried shortage -> "not_tried";
            case Outcome.Rejected rejected -> rejected.code();
            case Outcome.Skipped skipped -> skipped.reason();
        };
    }

    public @Nullable String message() {
        return switch (outcome) {
            case Outcome.Retry retry -> retry.message();
            case Outcome.NotTried shortage -> shortage.reason();
            case Outcome.Rejected rejected -> rejected.message();
            case null, default -> null;
        };
    }
}
