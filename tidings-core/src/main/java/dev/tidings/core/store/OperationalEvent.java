package dev.tidings.core.store;

import dev.tidings.core.text.PlainText;
import java.time.Instant;

/**
 * An event that concerns the service rather than one delivery.
 *
 * @param kind stable code, such as {@code endpoint.disabled}
 * @param subject what it concerns, such as {@code user:42/webhook}
 */
public record OperationalEvent(String id, String tenant, String kind, String subject, String message, Instant at) {
    public OperationalEvent {
        message = PlainText.cleaned(message);
    }
}
