package dev.tidings.server.telemetry;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.http.Failures;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Wraps an acceptor with a span from an intent's arrival to its commit, the parent of its attempts' spans. */
final class TracedAcceptor implements IntentAcceptor {
    private final IntentAcceptor acceptor;
    private final Tracer tracer;

    TracedAcceptor(IntentAcceptor acceptor, Tracer tracer) {
        this.acceptor = acceptor;
        this.tracer = tracer;
    }

    @Override
    public CompletableFuture<Receipt> accept(Intent intent) {
        Span span = tracer.spanBuilder("tidings accept")
                .setSpanKind(SpanKind.SERVER)
                .setParent(SpanTraces.parent(intent.trace()))
                .setAttribute("tidings.type", intent.type())
                .setAttribute("tidings.producer", intent.producer())
                .startSpan();
        return acceptor.accept(below(span, intent)).whenComplete((receipt, failure) -> end(span, receipt, failure));
    }

    private static void end(Span span, @Nullable Receipt receipt, @Nullable Throwable failure) {
        if (receipt != null) {
            span.setAttribute(
                    "tidings.notification_id", receipt.notificationId().value());
            span.setAttribute("tidings.replayed", receipt.replayed());
        }
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, Failures.problem(failure).code().code());
        }
        span.end();
    }

    private static Intent below(Span span, Intent intent) {
        return new Intent(
                intent.tenant(),
                intent.producer(),
                intent.idempotencyKey(),
                intent.type(),
                intent.audience(),
                intent.channels(),
                intent.content(),
                intent.payload(),
                intent.keys(),
                intent.notBefore(),
                intent.expiresAt(),
                intent.requestId(),
                SpanTraces.of(span));
    }
}
