package dev.tidings.admin.grpc;

import dev.tidings.admin.BulkSelection;
import dev.tidings.admin.DeliveryService;
import dev.tidings.admin.FilteredRuns;
import dev.tidings.admin.Waiting;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.export.Exports;
import dev.tidings.v1.BulkRun;
import dev.tidings.v1.CancelDeliveriesRequest;
import dev.tidings.v1.CancelDeliveriesResponse;
import dev.tidings.v1.CancelDeliveryRequest;
import dev.tidings.v1.CancelDeliveryResponse;
import dev.tidings.v1.DeliveryFilter;
import dev.tidings.v1.DeliveryServiceGrpc;
import dev.tidings.v1.ExpireDeliveriesRequest;
import dev.tidings.v1.ExpireDeliveriesResponse;
import dev.tidings.v1.ExportDeliveriesRequest;
import dev.tidings.v1.ExportDeliveriesResponse;
import dev.tidings.v1.GetDeliveryRequest;
import dev.tidings.v1.GetDeliveryResponse;
import dev.tidings.v1.ListDeliveriesRequest;
import dev.tidings.v1.ListDeliveriesResponse;
import dev.tidings.v1.ReleaseDeliveryRequest;
import dev.tidings.v1.ReleaseDeliveryResponse;
import dev.tidings.v1.ReplayDeliveriesRequest;
import dev.tidings.v1.ReplayDeliveriesResponse;
import dev.tidings.v1.ReplayDeliveryRequest;
import dev.tidings.v1.ReplayDeliveryResponse;
import dev.tidings.v1.RetryDeliveriesNowRequest;
import dev.tidings.v1.RetryDeliveriesNowResponse;
import dev.tidings.v1.RetryDeliveryNowRequest;
import dev.tidings.v1.RetryDeliveryNowResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Serves tidings.v1.DeliveryService. */
public final class DeliveryGrpc extends DeliveryServiceGrpc.DeliveryServiceImplBase {
    private final DeliveryService deliveries;
    private final Exports exports;
    private final FilteredRuns replays;
    private final FilteredRuns retries;
    private final FilteredRuns cancellations;
    private final FilteredRuns expirations;

    public DeliveryGrpc(
            DeliveryService deliveries,
            Exports exports,
            FilteredRuns replays,
            FilteredRuns retries,
            FilteredRuns cancellations,
            FilteredRuns expirations) {
        this.deliveries = deliveries;
        this.exports = exports;
        this.replays = replays;
        this.retries = retries;
        this.cancellations = cancellations;
        this.expirations = expirations;
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
                    .list(
                            DeliveryProto.filter(request.getFilter(), GrpcRequests.tenant()),
                            Waiting.Reason.parse("waiting_for", request.getWaitingForList()),
                            paging)
                    .thenApply(page -> ListDeliveriesResponse.newBuilder()
                            .addAllDeliveries(DeliveryProto.all(page.items()))
                            .setNextCursor(GrpcRequests.orEmpty(page.next()))
                            .build());
        });
    }

    @Override
    public void exportDeliveries(ExportDeliveriesRequest request, StreamObserver<ExportDeliveriesResponse> out) {
        exports.stream(
                out,
                delivery -> ExportDeliveriesResponse.newBuilder()
                        .setDelivery(DeliveryProto.of(delivery))
                        .build(),
                () -> deliveries.export(
                        DeliveryProto.filter(request.getFilter(), GrpcRequests.tenant()),
                        Waiting.Reason.parse("waiting_for", request.getWaitingForList())));
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
    public void releaseDelivery(ReleaseDeliveryRequest request, StreamObserver<ReleaseDeliveryResponse> out) {
        UnaryCalls.answer(
                out,
                () -> deliveries
                        .release(GrpcRequests.tenant(), id(request.getDeliveryId()))
                        .thenApply(delivery -> ReleaseDeliveryResponse.newBuilder()
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
                () -> run(
                                replays,
                                request.getRun(),
                                bulk(request.getFilter(), request.getRatePerSecond(), request.getLimit()))
                        .thenApply(run -> ReplayDeliveriesResponse.newBuilder()
                                .setRun(run)
                                .build()));
    }

    @Override
    public void retryDeliveriesNow(RetryDeliveriesNowRequest request, StreamObserver<RetryDeliveriesNowResponse> out) {
        UnaryCalls.answer(
                out,
                () -> run(
                                retries,
                                request.getRun(),
                                bulk(request.getFilter(), request.getRatePerSecond(), request.getLimit()))
                        .thenApply(run -> RetryDeliveriesNowResponse.newBuilder()
                                .setRun(run)
                                .build()));
    }

    @Override
    public void cancelDeliveries(CancelDeliveriesRequest request, StreamObserver<CancelDeliveriesResponse> out) {
        UnaryCalls.answer(
                out,
                () -> run(
                                cancellations,
                                request.getRun(),
                                bulk(request.getFilter(), request.getRatePerSecond(), request.getLimit()))
                        .thenApply(run -> CancelDeliveriesResponse.newBuilder()
                                .setRun(run)
                                .build()));
    }

    @Override
    public void expireDeliveries(ExpireDeliveriesRequest request, StreamObserver<ExpireDeliveriesResponse> out) {
        UnaryCalls.answer(
                out,
                () -> run(
                                expirations,
                                request.getRun(),
                                bulk(request.getFilter(), request.getRatePerSecond(), request.getLimit()))
                        .thenApply(run -> ExpireDeliveriesResponse.newBuilder()
                                .setRun(run)
                                .build()));
    }

    /** @param run false to count only */
    private static CompletableFuture<BulkRun> run(FilteredRuns kind, boolean run, BulkSelection request) {
        String by = GrpcRequests.keyId();
        return kind.tooLate(request)
                .thenCompose(late -> (run
                                ? kind.start(request, by).thenApply(BulkRunProto::of)
                                : kind.count(request).thenApply(dry -> BulkRunProto.of(kind, dry)))
                        .thenApply(message -> BulkRunProto.with(late, message)));
    }

    private static BulkSelection bulk(DeliveryFilter filter, int ratePerSecond, int atMost) {
        int limit = bounded("limit", atMost, BulkSelection.MOST);
        int rate = bounded("rate_per_second", ratePerSecond, BulkSelection.FASTEST);
        return new BulkSelection(
                DeliveryProto.filter(filter, GrpcRequests.tenant()),
                rate == 0 ? null : (Integer) rate,
                limit == 0 ? null : (Integer) limit);
    }

    private static int bounded(String field, int value, int most) {
        if (value < 0 || value > most) {
            throw Problem.invalid(field, value, "a whole number from 0 to " + most)
                    .exception();
        }
        return value;
    }

    private static DeliveryId id(String text) {
        return DeliveryId.parse("delivery_id", text);
    }
}
