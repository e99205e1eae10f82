package dev.tidings.admin.grpc;

import static dev.tidings.admin.grpc.GrpcRequests.orEmpty;

import com.google.protobuf.ByteString;
import dev.tidings.admin.NotificationService;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.Content;
import dev.tidings.v1.Expansion;
import dev.tidings.v1.GetNotificationRequest;
import dev.tidings.v1.GetNotificationResponse;
import dev.tidings.v1.Notification;
import dev.tidings.v1.NotificationServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.NotificationService. */
public final class NotificationGrpc extends NotificationServiceGrpc.NotificationServiceImplBase {
    private final NotificationService notifications;

    public NotificationGrpc(NotificationService notifications) {
        this.notifications = notifications;
    }

    @Override
    public void getNotification(GetNotificationRequest request, StreamObserver<GetNotificationResponse> out) {
        UnaryCalls.answer(
                out,
                () -> notifications
                        .find(
                                GrpcRequests.tenant(),
                                NotificationId.parse("notification_id", request.getNotificationId()))
                        .thenApply(NotificationGrpc::response));
    }

    private static GetNotificationResponse response(NotificationService.Detail detail) {
        GetNotificationResponse.Builder response = GetNotificationResponse.newBuilder()
                .setNotification(of(detail.notification(), detail.labels()))
                .addAllDeliveries(DeliveryProto.all(detail.deliveries().items()))
                .setNextCursor(orEmpty(detail.deliveries().next()));
        if (detail.expansion() != null) {
            response.setExpansion(of(detail.expansion()));
        }
        return response.build();
    }

    static Expansion of(dev.tidings.core.store.Expansion expansion) {
        Expansion.Builder message = Expansion.newBuilder()
                .setTopic(orEmpty(expansion.topic()))
                .setState(expansion.state().code())
                .setTotal(expansion.total())
                .setExpanded(expansion.expanded())
                .setDeliveries(expansion.deliveries());
        if (expansion.endedAt() != null) {
            message.setEndedAt(Timestamps.of(expansion.endedAt()));
        }
        return message.build();
    }

    static Notification of(NotificationSummary listed) {
        Notification.Builder message = Notification.newBuilder()
                .setNotificationId(listed.id().value())
                .setType(listed.type())
                .setProducer(listed.producer())
                .setIdempotencyKey(listed.idempotencyKey())
                .setDedupeKey(orEmpty(listed.keys().dedupe()))
                .setOrderingKey(orEmpty(listed.keys().ordering()))
                .setOrderingOnDead(orEmpty(listed.keys().onDead()))
                .setConcurrencyKey(orEmpty(listed.keys().concurrency()))
                .setRequestId(orEmpty(listed.requestId()))
                .setAcceptedAt(Timestamps.of(listed.acceptedAt()));
        label(message, listed.labels());
        if (listed.notBefore() != null) {
            message.setNotBefore(Timestamps.of(listed.notBefore()));
        }
        if (listed.expiresAt() != null) {
            message.setExpiresAt(Timestamps.of(listed.expiresAt()));
        }
        return message.build();
    }

    private static void label(Notification.Builder message, NotificationLabels labels) {
        message.addAllTags(labels.tags()).setCancelKey(orEmpty(labels.cancelKey()));
        if (labels.supersededBy() != null) {
            message.setSupersededBy(labels.supersededBy().value());
        }
    }

    static Notification of(dev.tidings.core.notification.Notification notification, NotificationLabels labels) {
        Notification.Builder message = Notification.newBuilder()
                .setNotificationId(notification.id().value())
                .setType(notification.type())
                .setProducer(notification.producer())
                .setIdempotencyKey(notification.idempotencyKey())
                .setDedupeKey(orEmpty(notification.keys().dedupe()))
                .setOrderingKey(orEmpty(notification.keys().ordering()))
                .setOrderingOnDead(orEmpty(notification.keys().onDead()))
                .setConcurrencyKey(orEmpty(notification.keys().concurrency()))
                .setRequestId(orEmpty(notification.requestId()))
                .setAcceptedAt(Timestamps.of(notification.acceptedAt()));
        label(message, labels);
        if (notification.content() != null) {
            message.setContent(Content.newBuilder()
                    .setTitle(notification.content().title())
                    .setSummary(notification.content().summary())
                    .setFallback(orEmpty(notification.content().fallback()))
                    .setTargetUrl(orEmpty(notification.content().targetUrl())));
        }
        if (notification.payload() != null) {
            message.setPayloadJson(ByteString.copyFrom(notification.payload().json()));
        }
        if (notification.notBefore() != null) {
            message.setNotBefore(Timestamps.of(notification.notBefore()));
        }
        if (notification.expiresAt() != null) {
            message.setExpiresAt(Timestamps.of(notification.expiresAt()));
        }
        if (notification.trace() != null) {
            message.setTraceId(notification.trace().traceId());
        }
        return message.build();
    }
}
