package dev.tidings.admin.grpc;

import static dev.tidings.admin.grpc.GrpcRequests.orEmpty;

import dev.tidings.admin.DeliveryService;
import dev.tidings.admin.FilterJson;
import dev.tidings.admin.ListedDelivery;
import dev.tidings.admin.Waiting;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.NotificationCriteria;
import dev.tidings.http.Timestamps;
import dev.tidings.v1.Attempt;
import dev.tidings.v1.Delivery;
import dev.tidings.v1.DeliveryFilter;
import dev.tidings.v1.GetDeliveryResponse;
import java.util.List;
import java.util.Set;

/** Converts deliveries, attempts and filters. */
final class DeliveryProto {
    private DeliveryProto() {}

    static Delivery of(dev.tidings.core.delivery.Delivery delivery) {
        Delivery.Builder message = Delivery.newBuilder()
                .setDeliveryId(delivery.id().value())
                .setNotificationId(delivery.notificationId().value())
                .setType(delivery.type())
                .setChannel(delivery.channel())
                .setRecipient(delivery.recipient())
                .setAddress(orEmpty(delivery.address()))
                .setStatus(delivery.status().code())
                .setReason(orEmpty(delivery.reason()))
                .setAttemptNumber(delivery.attemptNumber())
                .setAttemptsUsed(delivery.attemptsUsed())
                .setReclaimCount(delivery.reclaimCount())
                .setReplayCount(delivery.replayCount())
                .setCreatedAt(Timestamps.of(delivery.createdAt()));
        if (delivery.endpointId() != null) {
            message.setEndpointId(delivery.endpointId().value());
        }
        if (delivery.nextAttemptAt() != null) {
            message.setNextAttemptAt(Timestamps.of(delivery.nextAttemptAt()));
        }
        if (delivery.lease() != null) {
            message.setLeaseUntil(Timestamps.of(delivery.lease().until()));
        }
        if (delivery.lastAttempt() != null) {
            message.setLastAttempt(of(delivery.lastAttempt()));
        }
        if (delivery.finishedAt() != null) {
            message.setFinishedAt(Timestamps.of(delivery.finishedAt()));
        }
        if (delivery.erasedAt() != null) {
            message.setErasedAt(Timestamps.of(delivery.erasedAt()));
        }
        return message.build();
    }

    static Delivery of(ListedDelivery listed) {
        Delivery delivery = of(listed.delivery());
        Waiting waiting = listed.waiting();
        return waiting == null
                ? delivery
                : delivery.toBuilder().setWaiting(of(waiting)).build();
    }

    private static Delivery.Waiting of(Waiting waiting) {
        Delivery.Waiting.Builder message = Delivery.Waiting.newBuilder()
                .setReason(waiting.reason().code())
                .setBecause(waiting.because())
                .setBehind(waiting.behind() == null ? "" : waiting.behind().value());
        if (waiting.until() != null) {
            message.setUntil(Timestamps.of(waiting.until()));
        }
        return message.build();
    }

    static List<Delivery> all(List<ListedDelivery> deliveries) {
        return deliveries.stream().map(DeliveryProto::of).toList();
    }

    static GetDeliveryResponse of(DeliveryService.Detail detail) {
        GetDeliveryResponse.Builder message = GetDeliveryResponse.newBuilder()
                .setDelivery(of(new ListedDelivery(detail.delivery(), detail.waiting())))
                .addAllAttempts(
                        detail.attempts().stream().map(DeliveryProto::of).toList());
        if (detail.supersededBy() != null) {
            message.setSupersededBy(detail.supersededBy().value());
        }
        if (detail.acks().deliveredAt() != null) {
            message.setAckedDeliveredAt(Timestamps.of(detail.acks().deliveredAt()));
        }
        if (detail.acks().readAt() != null) {
            message.setAckedReadAt(Timestamps.of(detail.acks().readAt()));
        }
        return message.build();
    }

    static Attempt of(dev.tidings.core.delivery.Attempt attempt) {
        Attempt.Builder message = Attempt.newBuilder()
                .setNumber(attempt.number())
                .setStartedAt(Timestamps.of(attempt.startedAt()))
                .setResult(attempt.result() == null ? "" : attempt.result().code())
                .setCode(orEmpty(attempt.code()))
                .setMessage(orEmpty(attempt.message()))
                .setProviderMessageId(orEmpty(attempt.evidence().providerMessageId()))
                .setRequest(orEmpty(attempt.evidence().request()))
                .setResponse(orEmpty(attempt.evidence().response()))
                .setLate(attempt.late());
        if (attempt.endedAt() != null) {
            message.setEndedAt(Timestamps.of(attempt.endedAt()));
        }
        if (attempt.evidence().providerStatus() != null) {
            message.setProviderStatus(attempt.evidence().providerStatus());
        }
        return message.build();
    }

    static dev.tidings.core.store.DeliveryFilter filter(DeliveryFilter message, String tenant) {
        String notification = message.getNotificationId();
        String endpoint = message.getEndpointId();
        return new dev.tidings.core.store.DeliveryFilter(
                        tenant,
                        FilterJson.statuses("filter.statuses", message.getStatusesList()),
                        Set.copyOf(message.getChannelsList()),
                        GrpcRequests.optional(message.getRecipient()),
                        GrpcRequests.optional(message.getType()),
                        Set.copyOf(message.getReasonsList()),
                        notification.isEmpty() ? null : NotificationId.parse("filter.notification_id", notification),
                        message.hasSince() ? Timestamps.instant("filter.since", message.getSince()) : null,
                        message.hasUntil() ? Timestamps.instant("filter.until", message.getUntil()) : null)
                .to(endpoint.isEmpty() ? null : EndpointId.parse("filter.endpoint_id", endpoint))
                .of(new NotificationCriteria(
                        GrpcRequests.optional(message.getTag()),
                        GrpcRequests.optional(message.getCancelKey()),
                        GrpcRequests.optional(message.getOrderingKey()),
                        GrpcRequests.optional(message.getConcurrencyKey()),
                        GrpcRequests.optional(message.getProducer()),
                        GrpcRequests.optional(message.getIdempotencyKey())));
    }

    static DeliveryFilter of(dev.tidings.core.store.DeliveryFilter filter) {
        DeliveryFilter.Builder message = DeliveryFilter.newBuilder()
                .addAllStatuses(filter.statuses().stream()
                        .map(DeliveryStatus::code)
                        .sorted()
                        .toList())
                .addAllChannels(filter.channels().stream().sorted().toList())
                .setRecipient(orEmpty(filter.recipient()))
                .setType(orEmpty(filter.type()))
                .addAllReasons(filter.reasons().stream().sorted().toList())
                .setTag(orEmpty(filter.notifications().tag()))
                .setCancelKey(orEmpty(filter.notifications().cancelKey()))
                .setOrderingKey(orEmpty(filter.notifications().orderingKey()))
                .setConcurrencyKey(orEmpty(filter.notifications().concurrencyKey()))
                .setProducer(orEmpty(filter.notifications().producer()))
                .setIdempotencyKey(orEmpty(filter.notifications().idempotencyKey()));
        if (filter.notificationId() != null) {
            message.setNotificationId(filter.notificationId().value());
        }
        if (filter.endpoint() != null) {
            message.setEndpointId(filter.endpoint().id().value());
        }
        if (filter.since() != null) {
            message.setSince(Timestamps.of(filter.since()));
        }
        if (filter.until() != null) {
            message.setUntil(Timestamps.of(filter.until()));
        }
        return message.build();
    }
}
