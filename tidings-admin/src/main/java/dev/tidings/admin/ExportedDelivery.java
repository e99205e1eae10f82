package dev.tidings.admin;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in an export.
 *
 * @param notification null if the delivery before it in the export has the same one, or if retention removed it meanwhile
 */
public record ExportedDelivery(
        @Nullable Notification notification, Delivery delivery, List<Attempt> attempts, AckTimes acks) {
    public ExportedDelivery {
        attempts = List.copyOf(attempts);
    }
}
