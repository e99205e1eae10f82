package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.access.Principal;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.RequestIdHeader;
import dev.tidings.server.intake.TraceHeaders;
import org.jspecify.annotations.Nullable;

/** Reads the metadata of intents from request headers. */
final class Envelopes {
    private Envelopes() {}

    /** Reads the headers of a request with one intent. */
    static Envelope ofOne(ServiceRequestContext ctx) {
        return of(ctx, IdempotencyKeyHeader.read(ctx.request().headers()));
    }

    /** Reads the headers of a batch. An idempotency key in a header would apply to all its intents. */
    static Envelope ofMany(ServiceRequestContext ctx) {
        if (ctx.request().headers().contains(IdempotencyKeyHeader.NAME)) {
            throw Problem.invalid(
                            IdempotencyKeyHeader.NAME, "set", "a key in each intent of the batch instead of a header")
                    .exception();
        }
        return of(ctx, null);
    }

    private static Envelope of(ServiceRequestContext ctx, @Nullable String key) {
        RequestHeaders headers = ctx.request().headers();
        return new Envelope(
                Principal.of(ctx).tenant(),
                key,
                RequestIdHeader.read(headers),
                TraceHeaders.of(headers.get("traceparent"), headers.get("tracestate")),
                Principal.of(ctx).limits());
    }
}
