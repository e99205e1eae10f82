package dev.tidings.server.admin.grpc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.server.admin.BulkReplays;
import dev.tidings.server.admin.Deliveries;
import dev.tidings.server.admin.Paging;
import dev.tidings.server.admin.Replay;
import dev.tidings.server.http.Timestamps;
import dev.tidings.server.http.Unary;
import dev.tidings.v1.CancelDeliveryRequest;
import dev.tidings.v1.CancelDeliveryResponse;
import dev.tidings.v1.DeliveryServiceGrpc;
import dev.tidings.v1.GetDeliveryRequest;
import dev.tidings.v1.GetDeliveryResponse;
import dev.tidings.v1.GetReplayRequest;
import dev.tidings.v1.GetReplayResponse;
import dev.tidings.v1.ListDeliveriesRequest;
import dev.tidings.v1.ListDeliveriesResponse;
import dev.tidings.v1.ReplayDeliveriesRequest;
import dev.tidings.v1.ReplayDeliveriesResponse;
import dev.tidings.v1.ReplayDeliveryRequest;
import dev.tidings.v1.ReplayDeliveryResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The service tidings.v1.DeliveryService. */
public final class DeliveryGrpc extends DeliveryServiceGrpc.DeliveryServiceImplBase {
    private final Deliveries deliveries;
    private final BulkReplays replays;

    public DeliveryGrpc(Deliveries deliveries, BulkReplays replays) {
        this.deliveries = deliveries;
        this.replays = replays;
    }

    @Override
    public void getDelivery(GetDeliveryRequest request, StreamObserver<GetDeliveryResponse> out) {
        Unary.answer(
                out,
                () -> deliveries
                        .find(Calls.tenant(), id(request.getDeliveryId()))
                        .thenApply(DeliveryProto::of));
    }

    @Override
    public void listDeliveries(ListDeliveriesRequest request, StreamObserver<ListDeliveriesResponse> out) {
        Unary.answer(out, () -> {
            Paging paging = Calls.paging(request.getLimit(), request.getCursor());
            return deliveries
                    .list(DeliveryProto.filter(request.getFilter(), Calls.tenant()), paging)
                    .thenApply(page -> ListDeliveriesResponse.newBuilder()
                            .addAllDeliveries(DeliveryProto.all(page.items()))
                            .setNextCursor(Calls.orEmpty(page.next()))
                            .build());
        });
    }

    @Override
    public void replayDelivery(ReplayDeliveryRequest request, StreamObserver<ReplayDeliveryResponse> out) {
        Unary.answer(
                out,
                () -> deliveries
                        .replay(Calls.tenant(), id(request.getDeliveryId()))
                        .thenApply(delivery -> ReplayDeliveryResponse.newBuilder()
                                .setDelivery(DeliveryProto.of(delivery))
                                .build()));
    }

    @Override
    public void cancelDelivery(CancelDeliveryRequest request, StreamObserver<CancelDeliveryResponse> out) {
        Unary.answer(
                out,
                () -> deliveries
                        .cancel(Calls.tenant(), id(request.getDeliveryId()))
                        .thenApply(delivery -> CancelDeliveryResponse.newBuilder()
                                .setDelivery(DeliveryProto.of(delivery))
                                .build()));
    }

    @Override
    public void replayDeliveries(ReplayDeliveriesRequest request, StreamObserver<ReplayDeliveriesResponse> out) {
        Unary.answer(out, () -> {
            int limit = bounded("limit", request.getLimit());
            int rate = bounded("rate_per_second", request.getRatePerSecond());
            return replays.start(new BulkReplays.Request(
                            DeliveryProto.filter(request.getFilter(), Calls.tenant()),
                            !request.getRun(),
                            rate == 0 ? null : rate,
                            limit == 0 ? BulkReplays.MOST : limit))
                    .thenApply(replay -> ReplayDeliveriesResponse.newBuilder()
                            .setReplay(of(replay))
                            .build());
        });
    }

    @Override
    public void getReplay(GetReplayRequest request, StreamObserver<GetReplayResponse> out) {
        Unary.answer(
                out,
                () -> CompletableFuture.completedFuture(GetReplayResponse.newBuilder()
                        .setReplay(of(replays.find(Calls.tenant(), request.getReplayId())))
                        .build()));
    }

    private static DeliveryId id(String text) {
        return DeliveryId.parse("delivery_id", text);
    }

    private static int bounded(String field, int value) {
        if (value < 0 || value > BulkReplays.MOST) {
            throw Problem.invalid(field, value, "a whole number from 0 to " + BulkReplays.MOST)
                    .exception();
        }
        return value;
    }

    private static dev.tidings.v1.Replay of(Replay replay) {
        dev.tidings.v1.Replay.Builder message = dev.tidings.v1.Replay.newBuilder()
                .setReplayId(Calls.orEmpty(replay.id()))
                .setStatus(replay.status().code())
                .setMatched(replay.matched())
                .setReplayed(replay.replayed())
                .setPassedOver(replay.passedOver())
                .setError(Calls.orEmpty(replay.error()));
        if (replay.startedAt() != null) {
            message.setStartedAt(Timestamps.of(replay.startedAt()));
        }
        if (replay.endedAt() != null) {
            message.setEndedAt(Timestamps.of(replay.endedAt()));
        }
        return message.build();
    }
}
