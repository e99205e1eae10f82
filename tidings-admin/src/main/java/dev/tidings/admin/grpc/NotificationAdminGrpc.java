package dev.tidings.admin.grpc;

import dev.tidings.admin.NotificationService;
import dev.tidings.core.id.NotificationId;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.export.Exports;
import dev.tidings.v1.CancelExpansionRequest;
import dev.tidings.v1.CancelExpansionResponse;
import dev.tidings.v1.ExportNotificationsRequest;
import dev.tidings.v1.ExportNotificationsResponse;
import dev.tidings.v1.ListNotificationsRequest;
import dev.tidings.v1.ListNotificationsResponse;
import dev.tidings.v1.NotificationAdminServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.NotificationAdminService. */
public final class NotificationAdminGrpc extends NotificationAdminServiceGrpc.NotificationAdminServiceImplBase {
    private final NotificationService notifications;
    private final Exports exports;

    public NotificationAdminGrpc(NotificationService notifications, Exports exports) {
        this.notifications = notifications;
        this.exports = exports;
    }

    @Override
    public void listNotifications(ListNotificationsRequest request, StreamObserver<ListNotificationsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> notifications
                        .list(
                                DeliveryProto.filter(request.getFilter(), GrpcRequests.tenant()),
                                Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListNotificationsResponse.newBuilder()
                                .addAllNotifications(page.items().stream()
                                        .map(NotificationGrpc::of)
                                        .toList())
                                .setNextCursor(GrpcRequests.orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void exportNotifications(
            ExportNotificationsRequest request, StreamObserver<ExportNotificationsResponse> out) {
        exports.stream(
                out,
                notification -> ExportNotificationsResponse.newBuilder()
                        .setNotification(NotificationGrpc.of(notification))
                        .build(),
                () -> notifications.export(DeliveryProto.filter(request.getFilter(), GrpcRequests.tenant())));
    }

    @Override
    public void cancelExpansion(CancelExpansionRequest request, StreamObserver<CancelExpansionResponse> out) {
        UnaryCalls.answer(
                out,
                () -> notifications
                        .cancelExpansion(
                                GrpcRequests.tenant(),
                                NotificationId.parse("notification_id", request.getNotificationId()))
                        .thenApply(expansion -> CancelExpansionResponse.newBuilder()
                                .setExpansion(NotificationGrpc.of(expansion))
                                .build()));
    }
}
