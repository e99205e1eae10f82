package dev.tidings.console.page;

import dev.tidings.console.api.AttemptShown;
import dev.tidings.console.api.DeliveryShown;
import dev.tidings.console.api.NotificationShown;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A delivery with all that is known about it.
 *
 * @param notification null when it is no longer stored
 * @param actions that its state allows
 * @param done the action that was just taken; null for none
 * @param curl reads the same from the API
 */
public record DeliveryView(
        DeliveryShown delivery,
        @Nullable NotificationShown notification,
        List<DeliveryAction> actions,
        @Nullable String done,
        String curl) {
    public List<AttemptShown> attempts() {
        return Objects.requireNonNullElse(delivery.attempts(), List.of());
    }
}
