package dev.tidings.core.event;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import java.util.List;

/** Creates the event of a delivery, byte for byte the same each time. */
public final class EventMaker {
    private final List<PayloadEncoder> encoders;
    private final PayloadEncoder otherwise;

    /**
     * @param encoders the first that supports a type encodes it
     * @param otherwise encodes all other types
     */
    public EventMaker(List<PayloadEncoder> encoders, PayloadEncoder otherwise) {
        this.encoders = List.copyOf(encoders);
        this.otherwise = otherwise;
    }

    /** Throws what the encoder throws. */
    public Event make(Notification notification, String recipient, DeliveryId delivery) throws Exception {
        return new Event(
                notification.tenant(),
                recipient,
                notification.type(),
                delivery.value(),
                encoder(notification.type()).encode(notification, recipient),
                notification.requestId(),
                notification.trace() == null ? null : notification.trace().traceId());
    }

    private PayloadEncoder encoder(String type) {
        for (PayloadEncoder encoder : encoders) {
            if (encoder.encodes(type)) {
                return encoder;
            }
        }
        return otherwise;
    }
}
