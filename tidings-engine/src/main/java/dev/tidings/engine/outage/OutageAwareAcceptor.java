package dev.tidings.engine.outage;

import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Refuses intents immediately during an outage of the store, instead of letting each wait for a timeout. */
public record OutageAwareAcceptor(IntentAcceptor accepting, StoreWatch watch, EngineListener listener)
        implements IntentAcceptor {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    @Override
    public CompletableFuture<Receipt> accept(Intent intent) {
        Outage outage = watch.outage();
        if (outage == null) {
            return accepting.accept(intent);
        }
        listener.intentRefused(ProblemCode.UNAVAILABLE.code());
        return CompletableFuture.failedFuture(
                Problem.of(ProblemCode.UNAVAILABLE, "the store cannot accept intents: " + outage.words())
                        .retryAfter(RETRY_AFTER)
                        .exception());
    }
}
