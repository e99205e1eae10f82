package dev.tidings.jobs.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.access.Principal;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.v1.GetRuntimeLogsRequest;
import dev.tidings.v1.GetRuntimeLogsResponse;
import dev.tidings.v1.GetRuntimeRequest;
import dev.tidings.v1.ListRuntimeOperationsRequest;
import dev.tidings.v1.ListRuntimeOperationsResponse;
import dev.tidings.v1.ListRuntimesRequest;
import dev.tidings.v1.ListRuntimesResponse;
import dev.tidings.v1.Runtime;
import dev.tidings.v1.RuntimeOperation;
import dev.tidings.v1.RuntimeServiceGrpc;
import dev.tidings.v1.StartRuntimeRequest;
import dev.tidings.v1.StopRuntimeRequest;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** Serves tidings.v1.RuntimeService. */
public final class RuntimeGrpc extends RuntimeServiceGrpc.RuntimeServiceImplBase {
    private static final String SOURCE = "grpc";

    private final RuntimeService runtimes;

    public RuntimeGrpc(RuntimeService runtimes) {
        this.runtimes = runtimes;
    }

    @Override
    public void listRuntimes(ListRuntimesRequest request, StreamObserver<ListRuntimesResponse> out) {
        UnaryCalls.answer(
                out,
                () -> runtimes.list(tenant(), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListRuntimesResponse.newBuilder()
                                .addAllRuntimes(page.items().stream()
                                        .map(RuntimeProto::of)
                                        .toList())
                                .setNextCursor(orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void getRuntime(GetRuntimeRequest request, StreamObserver<Runtime> out) {
        UnaryCalls.answer(
                out, () -> runtimes.find(tenant(), request.getGameId()).thenApply(RuntimeProto::of));
    }

    @Override
    public void startRuntime(StartRuntimeRequest request, StreamObserver<RuntimeOperation> out) {
        longer();
        UnaryCalls.answer(
                out,
                () -> runtimes.start(tenant(), SOURCE, request.getGameId(), request.getImageRef())
                        .thenApply(RuntimeProto::of));
    }

    @Override
    public void stopRuntime(StopRuntimeRequest request, StreamObserver<RuntimeOperation> out) {
        longer();
        UnaryCalls.answer(
                out,
                () -> runtimes.stop(tenant(), SOURCE, request.getGameId(), request.getReason())
                        .thenApply(RuntimeProto::of));
    }

    @Override
    public void listRuntimeOperations(
            ListRuntimeOperationsRequest request, StreamObserver<ListRuntimeOperationsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> runtimes.operations(
                                tenant(), request.getGameId(), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListRuntimeOperationsResponse.newBuilder()
                                .addAllOperations(page.items().stream()
                                        .map(RuntimeProto::of)
                                        .toList())
                                .setNextCursor(orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void getRuntimeLogs(GetRuntimeLogsRequest request, StreamObserver<GetRuntimeLogsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> runtimes.logs(tenant(), request.getGameId(), or(request.getLines(), RuntimeService.DEFAULT_LINES))
                        .thenApply(lines -> GetRuntimeLogsResponse.newBuilder()
                                .addAllLines(lines)
                                .build()));
    }

    /** Extends the request timeout to the maximum duration of a start or stop. */
    private void longer() {
        ServiceRequestContext.current().setRequestTimeout(runtimes.longest());
    }

    private static String tenant() {
        return Principal.of(ServiceRequestContext.current()).tenant();
    }

    private static int or(int given, int fallback) {
        return given == 0 ? fallback : given;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
