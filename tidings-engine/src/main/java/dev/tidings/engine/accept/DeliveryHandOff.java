package dev.tidings.engine.accept;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.telemetry.EngineListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Hands deliveries to their lanes after they were inserted, and reports the skipped ones. */
public final class DeliveryHandOff {
    private static final Logger LOG = LoggerFactory.getLogger("dev.tidings.delivery");

    private final HandOff lanes;
    private final EngineListener listener;

    public DeliveryHandOff(HandOff lanes, EngineListener listener) {
        this.lanes = lanes;
        this.listener = listener;
    }

    public void handOff(Acceptance prepared, AcceptResult.Accepted accepted) {
        Set<String> waiting = new HashSet<>();
        Map<DeliveryId, DeliveryStatus> inserted = new HashMap<>();
        for (ReceiptDelivery delivery : accepted.deliveries()) {
            if (!delivery.reused()) {
                inserted.put(delivery.id(), delivery.status());
            }
        }
        for (NewDelivery delivery : prepared.deliveries()) {
            LeaseToken token = delivery.token();
            DeliveryStatus status = inserted.get(delivery.id());
            QueuePosition position = accepted.positions().get(delivery.id());
            if (token != null && status != DeliveryStatus.SENDING) {
                lanes.release(delivery.target(prepared.notification().tenant()));
            } else if (token != null) {
                lanes.handOff(new LeasedDelivery(
                        delivery.id(),
                        prepared.notification(),
                        delivery.channel(),
                        delivery.recipient(),
                        delivery.endpointId(),
                        delivery.address(),
                        1,
                        0,
                        0,
                        token,
                        accepted.acceptedAt(),
                        false,
                        position));
            } else if (status == DeliveryStatus.SKIPPED) {
                skipped(prepared.notification(), delivery);
            } else if (status == DeliveryStatus.PENDING
                    && delivery.delay().isZero()
                    && (position == null || position.first())) {
                waiting.add(delivery.channel());
            }
        }
        waiting.forEach(channel -> lanes.wake(channel, prepared.notification().tenant()));
    }

    private void skipped(Notification notification, NewDelivery delivery) {
        listener.deliveryFinished(delivery.channel(), notification.type(), DeliveryStatus.SKIPPED, delivery.reason());
        if (LOG.isInfoEnabled()) {
            LoggingEventBuilder line = LOG.atInfo()
                    .addKeyValue("channel", delivery.channel())
                    .addKeyValue("reason", delivery.reason())
                    .addKeyValue("delivery_id", delivery.id())
                    .addKeyValue("notification_id", notification.id());
            if (notification.requestId() != null) {
                line = line.addKeyValue("request_id", notification.requestId());
            }
            if (notification.trace() != null) {
                line = line.addKeyValue("trace_id", notification.trace().traceId());
            }
            line.log("delivery skipped");
        }
    }
}
