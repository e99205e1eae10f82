package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.HttpStatus;
import dev.tidings.core.problem.Problem;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.http.Failures;
import dev.tidings.http.ProblemAnswer;
import dev.tidings.http.ProblemStatus;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Submits the intents of a batch request independently; a refused intent does not affect the others. */
final class IntentBatch {
    private final IntentAcceptor acceptor;
    private final int maxIntents;
    private final int maxBytes;

    record Result(@Nullable Receipt receipt, @Nullable Problem problem) {}

    IntentBatch(IntentAcceptor acceptor, int maxIntents, int maxBytes) {
        this.acceptor = acceptor;
        this.maxIntents = maxIntents;
        this.maxBytes = maxBytes;
    }

    CompletableFuture<List<Result>> accept(byte[] body, Envelope envelope) {
        List<CompletableFuture<Result>> results = new ArrayList<>();
        for (byte[] intent : split(body)) {
            results.add(acceptOne(intent, envelope));
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Result> acceptOne(byte[] intent, Envelope envelope) {
        CompletableFuture<Receipt> receipt;
        try {
            if (intent.length > maxBytes) {
                throw Problem.overLimit("intent", intent.length + " bytes", "at most " + maxBytes + " bytes")
                        .exception();
            }
            receipt = acceptor.accept(IntentJson.read(intent, envelope));
        } catch (RuntimeException refused) {
            receipt = CompletableFuture.failedFuture(refused);
        }
        return receipt.handle((accepted, failure) ->
                failure == null ? new Result(accepted, null) : new Result(null, Failures.problem(failure)));
    }

    private List<byte[]> split(byte[] body) {
        List<byte[]> intents = new ArrayList<>();
        JsonReader.slice(body, json -> {
            json.object("intents", name -> {
                if (!name.equals("intents")) {
                    return false;
                }
                if (!intents.isEmpty()) {
                    throw Problem.invalid("intents", "given more than once", "each field once")
                            .exception();
                }
                json.array(i -> {
                    if (i < maxIntents) {
                        intents.add(json.raw());
                    } else {
                        throw Problem.overLimit("intents", "more than " + maxIntents, "at most " + maxIntents)
                                .exception();
                    }
                });
                return true;
            });
            return true;
        });
        if (intents.isEmpty()) {
            throw Problem.invalid("intents", null, "an array of at least one intent")
                    .exception();
        }
        return intents;
    }

    static void write(JsonWriter json, List<Result> results) throws IOException {
        int[] index = {0};
        json.objects("results", results, (out, result) -> {
            out.number("index", index[0]++);
            Receipt receipt = result.receipt();
            Problem problem = result.problem();
            if (receipt != null) {
                out.number("status", HttpStatus.ACCEPTED.code());
                out.object("receipt", fields -> ReceiptJson.write(fields, receipt));
            } else if (problem != null) {
                out.number("status", ProblemStatus.http(problem.code()).code());
                out.object("problem", fields -> ProblemAnswer.write(fields, problem));
            }
        });
    }
}
