package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.SafeCloseable;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentJson;

/** Serves {@code POST /v1/intents} and {@code POST /v1/intents:batch}. */
public final class IntentRoutes {
    private final IntentAcceptor acceptor;
    private final IntentBatch batches;

    /**
     * @param batchIntents the maximum number of intents per batch
     * @param intentBytes the maximum size of one intent of a batch
     */
    public IntentRoutes(IntentAcceptor acceptor, int batchIntents, int intentBytes) {
        this.acceptor = acceptor;
        this.batches = new IntentBatch(acceptor, batchIntents, intentBytes);
    }

    public HttpService submit() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenCompose(whole -> {
            Envelope envelope = Envelopes.ofOne(ctx);
            return acceptor.accept(IntentJson.read(JsonBody.of(whole), envelope))
                    .thenApply(receipt ->
                            RestResponses.json(HttpStatus.ACCEPTED, json -> ReceiptJson.write(json, receipt)));
        }));
    }

    public HttpService submitBatch() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenCompose(whole -> {
            Envelope envelope = Envelopes.ofMany(ctx);
            // Intents are refused individually, within the request's context.
            try (SafeCloseable _ = ctx.push()) {
                return batches.accept(JsonBody.of(whole), envelope)
                        .thenApply(
                                results -> RestResponses.json(HttpStatus.OK, json -> IntentBatch.write(json, results)));
            }
        }));
    }
}
