package dev.tidings.server.intake.grpc;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.http.Failures;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.access.Principal;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.RequestIdHeader;
import dev.tidings.server.intake.TraceHeaders;
import dev.tidings.v1.IntentServiceGrpc;
import dev.tidings.v1.SubmitBatchRequest;
import dev.tidings.v1.SubmitBatchResponse;
import dev.tidings.v1.SubmitRequest;
import dev.tidings.v1.SubmitResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Serves tidings.v1.IntentService. */
public final class IntentGrpc extends IntentServiceGrpc.IntentServiceImplBase {
    private final IntentAcceptor acceptor;
    private final int batchIntents;

    /**
     * @param batchIntents the maximum number of intents per batch
     */
    public IntentGrpc(IntentAcceptor acceptor, int batchIntents) {
        this.acceptor = acceptor;
        this.batchIntents = batchIntents;
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> out) {
        Envelope envelope = envelope();
        UnaryCalls.answer(
                out,
                () -> acceptor.accept(IntentProto.read(request.getIntent(), envelope))
                        .thenApply(receipt -> SubmitResponse.newBuilder()
                                .setReceipt(receipt(receipt))
                                .build()));
    }

    @Override
    public void submitBatch(SubmitBatchRequest request, StreamObserver<SubmitBatchResponse> out) {
        Envelope envelope = envelope();
        UnaryCalls.answer(out, () -> submitAll(request, envelope));
    }

    private CompletableFuture<SubmitBatchResponse> submitAll(SubmitBatchRequest request, Envelope envelope) {
        int count = request.getIntentsCount();
        if (count == 0) {
            throw Problem.invalid("intents", null, "at least one intent").exception();
        }
        if (count > batchIntents) {
            throw Problem.overLimit("intents", count, "at most " + batchIntents).exception();
        }
        List<CompletableFuture<SubmitBatchResponse.Result>> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(submitOne(i, request.getIntents(i), envelope));
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(done -> SubmitBatchResponse.newBuilder()
                        .addAllResults(
                                results.stream().map(CompletableFuture::join).toList())
                        .build());
    }

    private CompletableFuture<SubmitBatchResponse.Result> submitOne(
            int index, dev.tidings.v1.Intent intent, Envelope envelope) {
        CompletableFuture<Receipt> receipt;
        try {
            receipt = acceptor.accept(IntentProto.read(intent, envelope));
        } catch (RuntimeException refused) {
            receipt = CompletableFuture.failedFuture(refused);
        }
        return receipt.handle((accepted, failure) -> {
            SubmitBatchResponse.Result.Builder result =
                    SubmitBatchResponse.Result.newBuilder().setIndex(index);
            return failure == null
                    ? result.setReceipt(receipt(accepted)).build()
                    : result.setProblem(problem(Failures.problem(failure))).build();
        });
    }

    /** Reads the metadata of the current call. */
    static Envelope envelope() {
        ServiceRequestContext ctx = ServiceRequestContext.current();
        RequestHeaders headers = ctx.request().headers();
        return new Envelope(
                Principal.of(ctx).tenant(),
                null,
                RequestIdHeader.read(headers),
                TraceHeaders.of(headers.get("traceparent"), headers.get("tracestate")),
                Principal.of(ctx).limits());
    }

    private static dev.tidings.v1.Receipt receipt(Receipt receipt) {
        dev.tidings.v1.Receipt.Builder message = dev.tidings.v1.Receipt.newBuilder()
                .setNotificationId(receipt.notificationId().value())
                .setReplayed(receipt.replayed())
                .setExpanding(receipt.expanding());
        for (ReceiptDelivery delivery : receipt.deliveries()) {
            message.addDeliveriesBuilder()
                    .setDeliveryId(delivery.id().value())
                    .setChannel(delivery.channel())
                    .setRecipient(delivery.recipient())
                    .setStatus(delivery.status().code())
                    .setReused(delivery.reused())
                    .setEndpointId(
                            delivery.endpointId() == null
                                    ? ""
                                    : delivery.endpointId().value());
        }
        return message.build();
    }

    private static dev.tidings.v1.Problem problem(Problem problem) {
        dev.tidings.v1.Problem.Builder message = dev.tidings.v1.Problem.newBuilder()
                .setCode(problem.code().code())
                .setMessage(problem.message());
        if (problem.field() != null) {
            message.setField(problem.field());
        }
        if (problem.value() != null) {
            message.setValue(problem.value());
        }
        if (problem.expected() != null) {
            message.setExpected(problem.expected());
        }
        if (problem.retryAfter() != null) {
            message.setRetryAfterMs(problem.retryAfter().toMillis());
        }
        return message.build();
    }
}
