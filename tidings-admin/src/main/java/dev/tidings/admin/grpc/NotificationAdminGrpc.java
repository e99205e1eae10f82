package dev.tidings.admin.grpc;

import dev.tidings.admin.NotificationService;
import dev.tidings.core.id.NotificationId;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.CancelExpansionRequest;
import dev.tidings.v1.CancelExpansionResponse;
import dev.tidings.v1.ListNotificationsRequest;
import dev.tidings.v1.ListNotificationsResponse;
import dev.tidings.v1.NotificationAdminServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.NotificationAdminService. */
public final class NotificationAdminGrpc extends NotificationAdminServiceGrpc.NotificationAdminServiceImplBase {
    private final NotificationService notifications;

    public NotificationAdminGrpc(NotificationService notifications) {
        this.notifications = notifications;
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
