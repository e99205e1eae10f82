package dev.tidings.admin.grpc;

import dev.tidings.admin.BulkRuns;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.BulkRunServiceGrpc;
import dev.tidings.v1.CancelBulkRunRequest;
import dev.tidings.v1.CancelBulkRunResponse;
import dev.tidings.v1.GetBulkRunRequest;
import dev.tidings.v1.GetBulkRunResponse;
import dev.tidings.v1.ListBulkRunsRequest;
import dev.tidings.v1.ListBulkRunsResponse;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.BulkRunService. */
public final class BulkRunGrpc extends BulkRunServiceGrpc.BulkRunServiceImplBase {
    private final BulkRuns runs;

    public BulkRunGrpc(BulkRuns runs) {
        this.runs = runs;
    }

    @Override
    public void getBulkRun(GetBulkRunRequest request, StreamObserver<GetBulkRunResponse> out) {
        UnaryCalls.answer(
                out,
                () -> runs.find(GrpcRequests.tenant(), request.getRunId())
                        .thenApply(run -> GetBulkRunResponse.newBuilder()
                                .setRun(BulkRunProto.of(run))
                                .build()));
    }

    @Override
    public void listBulkRuns(ListBulkRunsRequest request, StreamObserver<ListBulkRunsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> runs.list(GrpcRequests.tenant(), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListBulkRunsResponse.newBuilder()
                                .addAllRuns(page.items().stream()
                                        .map(BulkRunProto::of)
                                        .toList())
                                .setNextCursor(GrpcRequests.orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void cancelBulkRun(CancelBulkRunRequest request, StreamObserver<CancelBulkRunResponse> out) {
        UnaryCalls.answer(
                out,
                () -> runs.cancel(GrpcRequests.tenant(), request.getRunId(), GrpcRequests.keyId())
                        .thenApply(run -> CancelBulkRunResponse.newBuilder()
                                .setRun(BulkRunProto.of(run))
                                .build()));
    }
}
