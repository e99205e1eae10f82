package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.SafeCloseable;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.core.notification.Intent;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentJson;

/** Serves {@code POST /v1/intents} and {@code POST /v1/intents:batch}. */
public final class IntentRoutes {
    /** RFC 9745. */
    private static final String DEPRECATION = "deprecation";

    private final IntentAcceptor acceptor;
    private final IntentTypes types;
    private final IntentBatch batches;

    /**
     * @param types knows which types are deprecated
     * @param batchIntents the maximum number of intents per batch
     * @param intentBytes the maximum size of one intent of a batch
     */
    public IntentRoutes(IntentAcceptor acceptor, IntentTypes types, int batchIntents, int intentBytes) {
        this.acceptor = acceptor;
        this.types = types;
        this.batches = new IntentBatch(acceptor, batchIntents, intentBytes);
    }

    public HttpService submit() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenCompose(whole -> {
            Envelope envelope = Envelopes.ofOne(ctx);
            Intent intent = IntentJson.read(JsonBody.of(whole), envelope);
            return acceptor.accept(intent).thenApply(receipt -> answer(intent, receipt));
        }));
    }

    private HttpResponse answer(Intent intent, Receipt receipt) {
        HttpResponse answer = RestResponses.json(HttpStatus.ACCEPTED, json -> ReceiptJson.write(json, receipt));
        return types.deprecatedAt(intent.tenant(), intent.type())
                .map(since -> answer.mapHeaders(headers -> headers.toBuilder()
                        .set(DEPRECATION, "@" + since.getEpochSecond())
                        .build()))
                .orElse(answer);
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
