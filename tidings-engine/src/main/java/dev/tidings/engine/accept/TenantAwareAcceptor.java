package dev.tidings.engine.accept;

import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.telemetry.EngineListener;
import java.util.concurrent.CompletableFuture;

/** Refuses the intents of suspended tenants, and those over a quota, before anything else is done with them. */
public record TenantAwareAcceptor(IntentAcceptor accepting, TenantAdmission admission, EngineListener listener)
        implements IntentAcceptor {
    @Override
    public CompletableFuture<Receipt> accept(Intent intent) {
        Problem refusal = admission.refusal(intent.tenant());
        if (refusal == null) {
            return accepting.accept(intent);
        }
        listener.intentRefused(refusal.code().code());
        return CompletableFuture.failedFuture(refusal.exception());
    }
}
