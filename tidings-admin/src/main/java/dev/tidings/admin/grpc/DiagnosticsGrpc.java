package dev.tidings.admin.grpc;

import com.google.protobuf.ByteString;
import dev.tidings.admin.DiagnosticsService;
import dev.tidings.http.Paging;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.ListOperationalEventsRequest;
import dev.tidings.v1.ListOperationalEventsResponse;
import dev.tidings.v1.ListQuarantinedRequest;
import dev.tidings.v1.ListQuarantinedResponse;
import dev.tidings.v1.OperationalEvent;
import dev.tidings.v1.OperationalEventServiceGrpc;
import dev.tidings.v1.QuarantineServiceGrpc;
import dev.tidings.v1.QuarantinedItem;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.QuarantineService and tidings.v1.OperationalEventService. */
public final class DiagnosticsGrpc {
    private DiagnosticsGrpc() {}

    public static BindableService quarantine(DiagnosticsService diagnostics) {
        return new QuarantineServiceGrpc.QuarantineServiceImplBase() {
            @Override
            public void listQuarantined(ListQuarantinedRequest request, StreamObserver<ListQuarantinedResponse> out) {
                UnaryCalls.answer(
                        out,
                        () -> diagnostics
                                .quarantined(GrpcRequests.tenant(), Paging.of(request.getLimit(), request.getCursor()))
                                .thenApply(page -> ListQuarantinedResponse.newBuilder()
                                        .addAllItems(page.items().stream()
                                                .map(DiagnosticsGrpc::of)
                                                .toList())
                                        .setNextCursor(GrpcRequests.orEmpty(page.next()))
                                        .build()));
            }
        };
    }

    public static BindableService events(DiagnosticsService diagnostics) {
        return new OperationalEventServiceGrpc.OperationalEventServiceImplBase() {
            @Override
            public void listOperationalEvents(
                    ListOperationalEventsRequest request, StreamObserver<ListOperationalEventsResponse> out) {
                UnaryCalls.answer(
                        out,
                        () -> diagnostics
                                .events(GrpcRequests.tenant(), Paging.of(request.getLimit(), request.getCursor()))
                                .thenApply(page -> ListOperationalEventsResponse.newBuilder()
                                        .addAllEvents(page.items().stream()
                                                .map(DiagnosticsGrpc::of)
                                                .toList())
                                        .setNextCursor(GrpcRequests.orEmpty(page.next()))
                                        .build()));
            }
        };
    }

    private static QuarantinedItem of(dev.tidings.core.store.QuarantinedItem item) {
        return QuarantinedItem.newBuilder()
                .setId(item.id())
                .setSource(item.source())
                .setPosition(item.position())
                .setRaw(ByteString.copyFrom(item.raw()))
                .setReason(item.reason())
                .setAt(Timestamps.of(item.at()))
                .build();
    }

    private static OperationalEvent of(dev.tidings.core.store.OperationalEvent event) {
        return OperationalEvent.newBuilder()
                .setId(event.id())
                .setKind(event.kind())
                .setSubject(event.subject())
                .setMessage(event.message())
                .setAt(Timestamps.of(event.at()))
                .build();
    }
}
