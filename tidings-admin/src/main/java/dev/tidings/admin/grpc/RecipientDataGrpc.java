package dev.tidings.admin.grpc;

import static dev.tidings.admin.grpc.GrpcRequests.orEmpty;

import dev.tidings.admin.ErasureService;
import dev.tidings.admin.ExportedItem;
import dev.tidings.admin.RecipientExport;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.export.Exports;
import dev.tidings.v1.EraseRecipientRequest;
import dev.tidings.v1.EraseRecipientResponse;
import dev.tidings.v1.ExportRecipientRequest;
import dev.tidings.v1.ExportRecipientResponse;
import dev.tidings.v1.Recipient;
import dev.tidings.v1.RecipientDataServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.RecipientDataService. */
public final class RecipientDataGrpc extends RecipientDataServiceGrpc.RecipientDataServiceImplBase {
    private final ErasureService erasures;
    private final RecipientExport recipients;
    private final Exports exports;

    public RecipientDataGrpc(ErasureService erasures, RecipientExport recipients, Exports exports) {
        this.erasures = erasures;
        this.recipients = recipients;
        this.exports = exports;
    }

    @Override
    public void eraseRecipient(EraseRecipientRequest request, StreamObserver<EraseRecipientResponse> out) {
        UnaryCalls.answer(
                out,
                () -> erasures.start(GrpcRequests.tenant(), request.getRecipient(), GrpcRequests.keyId())
                        .thenApply(run -> EraseRecipientResponse.newBuilder()
                                .setRun(BulkRunProto.of(run))
                                .build()));
    }

    @Override
    public void exportRecipient(ExportRecipientRequest request, StreamObserver<ExportRecipientResponse> out) {
        exports.stream(
                out, RecipientDataGrpc::message, () -> recipients.first(GrpcRequests.tenant(), request.getRecipient()));
    }

    private static ExportRecipientResponse message(ExportedItem item) {
        ExportRecipientResponse.Builder message = ExportRecipientResponse.newBuilder();
        switch (item) {
            case ExportedItem.Profile known -> message.setProfile(of(known.profile()));
            case ExportedItem.Endpoint own -> message.setEndpoint(EndpointProto.of(own.endpoint()));
            case ExportedItem.Subscription subscription -> message.setTopic(subscription.topic());
            case ExportedItem.Notification accepted ->
                message.setNotification(NotificationGrpc.of(accepted.notification(), NotificationLabels.NONE));
            case ExportedItem.Delivery exported -> message.setDelivery(of(exported));
        }
        return message.build();
    }

    private static Recipient of(RecipientProfile profile) {
        return Recipient.newBuilder()
                .setId(profile.recipient())
                .setLocale(orEmpty(profile.traits().locale()))
                .setTimeZone(orEmpty(profile.traits().timeZone()))
                .setAttributes(profile.traits().attributes())
                .setCreatedAt(Timestamps.of(profile.createdAt()))
                .setUpdatedAt(Timestamps.of(profile.updatedAt()))
                .build();
    }

    private static ExportRecipientResponse.Delivery of(ExportedItem.Delivery exported) {
        ExportRecipientResponse.Delivery.Builder message = ExportRecipientResponse.Delivery.newBuilder()
                .setDelivery(DeliveryProto.of(exported.delivery()))
                .addAllAttempts(
                        exported.attempts().stream().map(DeliveryProto::of).toList());
        if (exported.acks().deliveredAt() != null) {
            message.setAckedDeliveredAt(Timestamps.of(exported.acks().deliveredAt()));
        }
        if (exported.acks().readAt() != null) {
            message.setAckedReadAt(Timestamps.of(exported.acks().readAt()));
        }
        return message.build();
    }
}
