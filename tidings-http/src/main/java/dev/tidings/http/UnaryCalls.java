package dev.tidings.http;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers unary gRPC calls. */
public final class UnaryCalls {
    private UnaryCalls() {}

    public static <T> void answer(StreamObserver<T> out, Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<?> _ = answer.handle((value, failure) -> {
            if (failure == null) {
                out.onNext(value);
                out.onCompleted();
            } else {
                out.onError(GrpcProblems.exception(failure));
            }
            return value;
        });
    }
}
