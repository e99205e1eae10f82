package dev.tidings.catalog.grpc;

import dev.tidings.catalog.TypeService;
import dev.tidings.http.IfMatch;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.DeleteTypeRequest;
import dev.tidings.v1.DeleteTypeResponse;
import dev.tidings.v1.PutTypeRequest;
import dev.tidings.v1.PutTypeResponse;
import dev.tidings.v1.TypeAdminServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.TypeAdminService. */
public final class TypeAdminGrpc extends TypeAdminServiceGrpc.TypeAdminServiceImplBase {
    private final TypeService types;

    public TypeAdminGrpc(TypeService types) {
        this.types = types;
    }

    @Override
    public void putType(PutTypeRequest request, StreamObserver<PutTypeResponse> out) {
        UnaryCalls.answer(
                out,
                () -> types.put(
                                TypeProto.tenant(),
                                request.getName(),
                                TypeProto.definition(request.getDefinition()),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(put -> PutTypeResponse.newBuilder()
                                .setType(TypeProto.of(put.type()))
                                .setCreated(put.created())
                                .build()));
    }

    @Override
    public void deleteType(DeleteTypeRequest request, StreamObserver<DeleteTypeResponse> out) {
        UnaryCalls.answer(
                out,
                () -> types.delete(TypeProto.tenant(), request.getName(), IfMatch.of(request.getIfMatch()))
                        .thenApply(gone -> DeleteTypeResponse.getDefaultInstance()));
    }
}
