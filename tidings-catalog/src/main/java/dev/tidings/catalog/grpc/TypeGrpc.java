package dev.tidings.catalog.grpc;

import dev.tidings.catalog.TypeService;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.GetAsyncApiRequest;
import dev.tidings.v1.GetAsyncApiResponse;
import dev.tidings.v1.GetTypeRequest;
import dev.tidings.v1.GetTypeResponse;
import dev.tidings.v1.ListTypesRequest;
import dev.tidings.v1.ListTypesResponse;
import dev.tidings.v1.TypeServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;

/** Serves tidings.v1.TypeService. */
public final class TypeGrpc extends TypeServiceGrpc.TypeServiceImplBase {
    private final TypeService types;

    public TypeGrpc(TypeService types) {
        this.types = types;
    }

    @Override
    public void listTypes(ListTypesRequest request, StreamObserver<ListTypesResponse> out) {
        UnaryCalls.answer(
                out,
                () -> types.list(TypeProto.tenant(), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListTypesResponse.newBuilder()
                                .addAllTypes(
                                        page.items().stream().map(TypeProto::of).toList())
                                .setNextCursor(TypeProto.orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void getType(GetTypeRequest request, StreamObserver<GetTypeResponse> out) {
        UnaryCalls.answer(
                out,
                () -> types.find(TypeProto.tenant(), request.getName())
                        .thenApply(type -> GetTypeResponse.newBuilder()
                                .setType(TypeProto.of(type))
                                .build()));
    }

    @Override
    public void getAsyncApi(GetAsyncApiRequest request, StreamObserver<GetAsyncApiResponse> out) {
        UnaryCalls.answer(
                out,
                () -> types.asyncApi(TypeProto.tenant())
                        .thenApply(document -> GetAsyncApiResponse.newBuilder()
                                .setDocument(new String(document, StandardCharsets.UTF_8))
                                .build()));
    }
}
