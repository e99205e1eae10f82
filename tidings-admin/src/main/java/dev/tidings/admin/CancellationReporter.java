package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.telemetry.EngineListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reports deliveries that an operator canceled or let expire to log and metrics, as the engine does for deliveries that it
 * finishes.
 */
public final class CancellationReporter {
    private static final Logger LOG = LoggerFactory.getLogger("dev.tidings.delivery");

    private final QueryStore query;
    private final EngineListener listener;

    public CancellationReporter(QueryStore query, EngineListener listener) {
        this.query = query;
        this.listener = listener;
    }

    void canceled(Delivery delivery) {
        ended(delivery, DeliveryStatus.CANCELED, null);
    }

    void expired(Delivery delivery) {
        ended(delivery, DeliveryStatus.DEAD, BulkChange.EXPIRED);
    }

    private void ended(Delivery delivery, DeliveryStatus status, @Nullable String reason) {
        listener.deliveryFinished(delivery.channel(), delivery.type(), status, reason);
        if (LOG.isInfoEnabled()) {
            Optional<Notification> of = query.notification(delivery.tenant(), delivery.notificationId());
            LoggingEventBuilder line = LOG.atInfo()
                    .addKeyValue("channel", delivery.channel())
                    .addKeyValue("delivery_id", delivery.id())
                    .addKeyValue("notification_id", delivery.notificationId());
            line = with(line, "request_id", of.map(Notification::requestId).orElse(null));
            line = with(
                    line,
                    "trace_id",
                    of.map(Notification::trace).map(TraceContext::traceId).orElse(null));
            line.log("delivery {}", status.code());
        }
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String name, @Nullable String value) {
        return value == null ? line : line.addKeyValue(name, value);
    }
}
