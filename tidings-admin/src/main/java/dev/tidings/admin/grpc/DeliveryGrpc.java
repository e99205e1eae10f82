package dev.tidings.admin.grpc;

import dev.tidings.admin.BulkProgress;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.DeliveryService;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.Paging;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.CancelDeliveryRequest;
import dev.tidings.v1.CancelDeliveryResponse;
import dev.tidings.v1.DeliveryFilter;
import dev.tidings.v1.DeliveryServiceGrpc;
import dev.tidings.v1.GetDeliveryRequest;
import dev.tidings.v1.GetDeliveryResponse;
import dev.tidings.v1.GetReplayRequest;
import dev.tidings.v1.GetReplayResponse;
import dev.tidings.v1.GetRetryRequest;
import dev.tidings.v1.GetRetryResponse;
import dev.tidings.v1.ListDeliveriesRequest;
import dev.tidings.v1.ListDeliveriesResponse;
import dev.tidings.v1.Replay;
import dev.tidings.v1.ReplayDeliveriesRequest;
import dev.tidings.v1.ReplayDeliveriesResponse;
import dev.tidings.v1.ReplayDeliveryRequest;
import dev.tidings.v1.ReplayDeliveryResponse;
import dev.tidings.v1.Retry;
import dev.tidings.v1.RetryDeliveriesNowRequest;
import dev.tidings.v1.RetryDeliveriesNowResponse;
import dev.tidings.v1.RetryDeliveryNowRequest;
import dev.tidings.v1.RetryDeliveryNowResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Serves tidings.v1.DeliveryService. */
public final class DeliveryGrpc extends DeliveryServiceGrpc.DeliveryServiceImplBase {
    private final DeliveryService deliveries;
    private final BulkRuns replays;
    private final BulkRuns retries;

    public DeliveryGrpc(DeliveryService deliveries, BulkRuns replays, BulkRuns retries) {
        this.deliveries = deliveries;
        this.replays = replays;
        this.retries = retries;
    }

    @Override
    public void getDelivery(GetDeliveryRequest request, StreamObserver<GetDeliveryResponse> out) {
        UnaryCalls.answer(
                out,
                () -> deliveries
                        .find(GrpcRequests.tenant(), id(request.getDeliveryId()))
                        .thenApply(DeliveryProto::of));
    }

    @Override
    public void listDeliveries(ListDeliveriesRequest request, StreamObserver<ListDeliveriesResponse> out) {
        UnaryCalls.answer(out, () -> {
            Paging paging = Paging.of(request.getLimit(), request.getCursor());
            return deliveries
                    .list(DeliveryProto.filter(request.getFilter(), GrpcRequests.tenant()), paging)
                    .thenApply(page -> ListDeliveriesResponse.newBuilder()
                            .addAllDeliveries(DeliveryProto.all(page.items()))
                            .setNextCursor(GrpcRequests.orEmpty(page.next()))
                            .build());
        });
    }

    @Override
    public void replayDelivery(ReplayDeliveryRequest request, StreamObserver<ReplayDeliveryResponse> out) {
        UnaryCalls.answer(
                out,
                () -> deliveries
                        .replay(GrpcRequests.tenant(), id(request.getDeliveryId()))
                        .thenApply(delivery -> ReplayDeliveryResponse.newBuilder()
                                .setDelivery(DeliveryProto.of(delivery))
                                .build()));
    }

    @Override
    public void retryDeliveryNow(RetryDeliveryNowRequest request, StreamObserver<RetryDeliveryNowResponse> out) {
        UnaryCalls.answer(
                out,
                () -> deliveries
                        .retryNow(GrpcRequests.tenant(), id(request.getDeliveryId()))
                        .thenApply(delivery -> RetryDeliveryNowResponse.newBuilder()
                                .setDelivery(DeliveryProto.of(delivery))
                                .build()));
    }

    @Override
    public void cancelDelivery(CancelDeliveryRequest request, StreamObserver<CancelDeliveryResponse> out) {
        UnaryCalls.answer(
                out,
                () -> deliveries
                        .cancel(GrpcRequests.tenant(), id(request.getDeliveryId()))
                        .thenApply(delivery -> CancelDeliveryResponse.newBuilder()
                                .setDelivery(DeliveryProto.of(delivery))
                                .build()));
    }

    @Override
    public void replayDeliveries(ReplayDeliveriesRequest request, StreamObserver<ReplayDeliveriesResponse> out) {
        UnaryCalls.answer(
                out,
                () -> replays.start(bulk(
                                request.getFilter(), request.getRun(), request.getRatePerSecond(), request.getLimit()))
                        .thenApply(progress -> ReplayDeliveriesResponse.newBuilder()
                                .setReplay(replay(progress))
                                .build()));
    }

    @Override
    public void retryDeliveriesNow(RetryDeliveriesNowRequest request, StreamObserver<RetryDeliveriesNowResponse> out) {
        UnaryCalls.answer(
                out,
                () -> retries.start(bulk(
                                request.getFilter(), request.getRun(), request.getRatePerSecond(), request.getLimit()))
                        .thenApply(progress -> RetryDeliveriesNowResponse.newBuilder()
                                .setRetry(retry(progress))
                                .build()));
    }

    private static BulkRuns.Request bulk(DeliveryFilter filter, boolean run, int ratePerSecond, int atMost) {
        int limit = bounded("limit", atMost);
        int rate = bounded("rate_per_second", ratePerSecond);
        return new BulkRuns.Request(
                DeliveryProto.filter(filter, GrpcRequests.tenant()),
                !run,
                rate == 0 ? null : rate,
                limit == 0 ? BulkRuns.MOST : limit);
    }

    @Override
    public void getReplay(GetReplayRequest request, StreamObserver<GetReplayResponse> out) {
        UnaryCalls.answer(
                out,
                () -> CompletableFuture.completedFuture(GetReplayResponse.newBuilder()
                        .setReplay(replay(replays.find(GrpcRequests.tenant(), request.getReplayId())))
                        .build()));
    }

    @Override
    public void getRetry(GetRetryRequest request, StreamObserver<GetRetryResponse> out) {
        UnaryCalls.answer(
                out,
                () -> CompletableFuture.completedFuture(GetRetryResponse.newBuilder()
                        .setRetry(retry(retries.find(GrpcRequests.tenant(), request.getRetryId())))
                        .build()));
    }

    private static DeliveryId id(String text) {
        return DeliveryId.parse("delivery_id", text);
    }

    private static int bounded(String field, int value) {
        if (value < 0 || value > BulkRuns.MOST) {
            throw Problem.invalid(field, value, "a whole number from 0 to " + BulkRuns.MOST)
                    .exception();
        }
        return value;
    }

    private static Replay replay(BulkProgress progress) {
        Replay.Builder message = Replay.newBuilder()
                .setReplayId(GrpcRequests.orEmpty(progress.id()))
                .setStatus(progress.status().code())
                .setMatched(progress.matched())
                .setReplayed(progress.done())
                .setPassedOver(progress.passedOver())
                .setError(GrpcRequests.orEmpty(progress.error()));
        if (progress.startedAt() != null) {
            message.setStartedAt(Timestamps.of(progress.startedAt()));
        }
        if (progress.endedAt() != null) {
            message.setEndedAt(Timestamps.of(progress.endedAt()));
        }
        return message.build();
    }

    private static Retry retry(BulkProgress progress) {
        Retry.Builder message = Retry.newBuilder()
                .setRetryId(GrpcRequests.orEmpty(progress.id()))
                .setStatus(progress.status().code())
                .setMatched(progress.matched())
                .setMadeDue(progress.done())
                .setPassedOver(progress.passedOver())
                .setError(GrpcRequests.orEmpty(progress.error()));
        if (progress.startedAt() != null) {
            message.setStartedAt(Timestamps.of(progress.startedAt()));
        }
        if (progress.endedAt() != null) {
            message.setEndedAt(Timestamps.of(progress.endedAt()));
        }
        return message.build();
    }
}
