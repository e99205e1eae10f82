package dev.tidings.server.intake.preview;

import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The preview of one delivery.
 *
 * @param preview the channel's preview; null if it has none or was not asked
 * @param outcome how the delivery would end without being sent; null if it would be sent
 * @param retrySchedule the delays between attempts, without jitter; empty if it would not be sent
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

    /**
     * The outcome's name; {@code sent} means that the delivery would be sent to the provider, whose response is
     * unknown.
     */
    public String word() {
        return switch (outcome) {
            case null -> "sent";
            case Outcome.Sent sent -> "sent";
            case Outcome.Retry retry -> "retry";
            case Outcome.ProviderFailed failed -> "retry";
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
            case Outcome.ProviderFailed failed -> failed.code();
            case Outcome.NotTried shortage -> "not_tried";
            case Outcome.Rejected rejected -> rejected.code();
            case Outcome.Skipped skipped -> skipped.reason();
        };
    }

    public @Nullable String message() {
        return switch (outcome) {
            case Outcome.Retry retry -> retry.message();
            case Outcome.ProviderFailed failed -> failed.message();
            case Outcome.NotTried shortage -> shortage.reason();
            case Outcome.Rejected rejected -> rejected.message();
            case null, default -> null;
        };
    }
}
