package dev.tidings.client.submit;

import dev.tidings.v1.IntentServiceGrpc;
import dev.tidings.v1.SubmitBatchRequest;
import dev.tidings.v1.SubmitBatchResponse;
import dev.tidings.v1.SubmitRequest;
import dev.tidings.v1.SubmitResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a real socket that first fails as configured, then accepts everything. */
final class ScriptedIntake extends IntentServiceGrpc.IntentServiceImplBase implements AutoCloseable {
    final List<List<String>> keys = new CopyOnWriteArrayList<>();
    final Queue<StatusRuntimeException> failures = new ConcurrentLinkedQueue<>();
    final Queue<dev.tidings.v1.Problem> firstItemsProblems = new ConcurrentLinkedQueue<>();
    private final Server server;

    ScriptedIntake() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> out) {
        if (failed(List.of(request.getIntent()), out)) {
            return;
        }
        out.onNext(SubmitResponse.newBuilder()
                .setReceipt(receipt(request.getIntent()))
                .build());
        out.onCompleted();
    }

    @Override
    public void submitBatch(SubmitBatchRequest request, StreamObserver<SubmitBatchResponse> out) {
        if (failed(request.getIntentsList(), out)) {
            return;
        }
        SubmitBatchResponse.Builder response = SubmitBatchResponse.newBuilder();
        for (int i = 0; i < request.getIntentsCount(); i++) {
            SubmitBatchResponse.Result.Builder result =
                    response.addResultsBuilder().setIndex(i);
            dev.tidings.v1.Problem problem = i == 0 ? firstItemsProblems.poll() : null;
            if (problem == null) {
                result.setReceipt(receipt(request.getIntents(i)));
            } else {
                result.setProblem(problem);
            }
        }
        out.onNext(response.build());
        out.onCompleted();
    }

    private boolean failed(List<dev.tidings.v1.Intent> intents, StreamObserver<?> out) {
        List<String> asked = new ArrayList<>();
        intents.forEach(intent -> asked.add(intent.getIdempotencyKey()));
        keys.add(asked);
        StatusRuntimeException failure = failures.poll();
        if (failure != null) {
            out.onError(failure);
        }
        return failure != null;
    }

    private static dev.tidings.v1.Receipt.Builder receipt(dev.tidings.v1.Intent intent) {
        return dev.tidings.v1.Receipt.newBuilder().setNotificationId("ntf_" + intent.getIdempotencyKey());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
