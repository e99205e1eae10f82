package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.SafeCloseable;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.http.Answers;
import dev.tidings.http.JsonBody;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentJson;

/** {@code POST /v1/intents} and {@code POST /v1/intents:batch}. */
public final class IntentRoutes {
    private final IntentAcceptor acceptor;
    private final IntentBatch batches;

    /**
     * @param batchIntents how many intents a batch may have
     * @param intentBytes how long one intent of a batch may be
     */
    public IntentRoutes(IntentAcceptor acceptor, int batchIntents, int intentBytes) {
        this.acceptor = acceptor;
        this.batches = new IntentBatch(acceptor, batchIntents, intentBytes);
    }

    public HttpService submit() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenCompose(whole -> {
            Envelope envelope = Envelopes.ofOne(ctx);
            return acceptor.accept(IntentJson.read(JsonBody.of(whole), envelope))
                    .thenApply(receipt -> Answers.json(HttpStatus.ACCEPTED, json -> ReceiptJson.write(json, receipt)));
        }));
    }

    public HttpService submitBatch() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenCompose(whole -> {
            Envelope envelope = Envelopes.ofMany(ctx);
            // Each intent is refused for itself, within the request.
            try (SafeCloseable _ = ctx.push()) {
                return batches.accept(JsonBody.of(whole), envelope)
                        .thenApply(results -> Answers.json(HttpStatus.OK, json -> IntentBatch.write(json, results)));
            }
        }));
    }
}
