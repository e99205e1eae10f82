package dev.tidings.admin;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.recipient.RecipientProfile;
import java.util.List;

/** Something that is known about a recipient. */
public sealed interface ExportedItem {
    record Profile(RecipientProfile profile) implements ExportedItem {}

    record Endpoint(EndpointView endpoint) implements ExportedItem {}

    record Subscription(String topic) implements ExportedItem {}

    /** Comes before its deliveries to the recipient. */
    record Notification(dev.tidings.core.notification.Notification notification) implements ExportedItem {}

    record Delivery(dev.tidings.core.delivery.Delivery delivery, List<Attempt> attempts, AckTimes acks)
            implements ExportedItem {
        public Delivery {
            attempts = List.copyOf(attempts);
        }
    }
}
