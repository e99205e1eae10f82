package dev.tidings.admin.grpc;

import dev.tidings.admin.ErasureService;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.EraseRecipientRequest;
import dev.tidings.v1.EraseRecipientResponse;
import dev.tidings.v1.RecipientDataServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.RecipientDataService. */
public final class RecipientDataGrpc extends RecipientDataServiceGrpc.RecipientDataServiceImplBase {
    private final ErasureService erasures;

    public RecipientDataGrpc(ErasureService erasures) {
        this.erasures = erasures;
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
}
