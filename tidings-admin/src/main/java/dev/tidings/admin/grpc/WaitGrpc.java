package dev.tidings.admin.grpc;

import dev.tidings.admin.WaitCounter;
import dev.tidings.admin.Waiting;
import dev.tidings.core.store.WaitCounts;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.GetWaitsRequest;
import dev.tidings.v1.GetWaitsResponse;
import dev.tidings.v1.WaitServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Serves tidings.v1.WaitService. */
public final class WaitGrpc extends WaitServiceGrpc.WaitServiceImplBase {
    private final WaitCounter counter;

    public WaitGrpc(WaitCounter counter) {
        this.counter = counter;
    }

    @Override
    public void getWaits(GetWaitsRequest request, StreamObserver<GetWaitsResponse> out) {
        UnaryCalls.answer(out, () -> counter.counts().thenApply(WaitGrpc::of));
    }

    private static GetWaitsResponse of(Optional<WaitCounts> found) {
        GetWaitsResponse.Builder response = GetWaitsResponse.newBuilder();
        found.ifPresent(
                counts -> response.setComplete(counts.complete()).setCountedAt(Timestamps.of(counts.countedAt())));
        for (Waiting.Reason reason : Waiting.Reason.values()) {
            response.addWaits(GetWaitsResponse.Count.newBuilder()
                    .setWaitingFor(reason.code())
                    .setDeliveries(found.map(counts -> counts.of(reason.code())).orElse(0L)));
        }
        return response.build();
    }
}
