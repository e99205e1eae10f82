package dev.tidings.http.export;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.GrpcProblems;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Writes an export to a gRPC stream, one message per item. */
final class GrpcReceiver<T, M> implements ExportFlow.Receiver<T> {
    private final ServiceRequestContext ctx;
    private final ServerCallStreamObserver<M> call;
    private final Function<T, M> message;
    private final AtomicReference<CompletableFuture<Void>> ready = new AtomicReference<>(new CompletableFuture<>());

    /** Create it before the method of the call returns: later, gRPC accepts no handlers. */
    GrpcReceiver(ServiceRequestContext ctx, ServerCallStreamObserver<M> call, Function<T, M> message) {
        this.ctx = ctx;
        this.call = call;
        this.message = message;
        call.setOnReadyHandler(() -> ready.get().complete(null));
        call.setOnCancelHandler(() -> ready.get().completeExceptionally(Status.CANCELLED.asRuntimeException()));
    }

    @Override
    public CompletableFuture<?> write(List<T> items) {
        items.forEach(item -> call.onNext(message.apply(item)));
        CompletableFuture<Void> received = new CompletableFuture<>();
        ready.set(received);
        // The handler may have been called before.
        if (call.isReady()) {
            received.complete(null);
        } else if (call.isCancelled()) {
            received.completeExceptionally(Status.CANCELLED.asRuntimeException());
        }
        return received;
    }

    @Override
    public void complete() {
        call.onCompleted();
    }

    @Override
    public void fail(Throwable failure) {
        if (!call.isCancelled()) {
            call.onError(GrpcProblems.exception(failure));
        }
    }

    @Override
    public void cut() {
        ctx.cancel();
    }
}
