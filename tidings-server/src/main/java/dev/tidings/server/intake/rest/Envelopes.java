package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.server.access.Principal;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.TraceHeaders;
import org.jspecify.annotations.Nullable;

/** What the headers of a request say of its intents. */
final class Envelopes {
    static final String IDEMPOTENCY_KEY = "idempotency-key";

    private Envelopes() {}

    /** Of a request with one intent. */
    static Envelope ofOne(ServiceRequestContext ctx) {
        return of(ctx, key(ctx.request().headers().get(IDEMPOTENCY_KEY)));
    }

    /** Of a request with many: a key in a header would be the key of them all. */
    static Envelope ofMany(ServiceRequestContext ctx) {
        if (ctx.request().headers().contains(IDEMPOTENCY_KEY)) {
            throw Problem.invalid("Idempotency-Key", "there", "a key in each intent of the batch, none in a header")
                    .exception();
        }
        return of(ctx, null);
    }

    private static Envelope of(ServiceRequestContext ctx, @Nullable String key) {
        RequestHeaders headers = ctx.request().headers();
        return new Envelope(
                Principal.of(ctx).tenant(),
                key,
                headers.get("x-request-id"),
                TraceHeaders.of(headers.get("traceparent"), headers.get("tracestate")));
    }

    /** The draft of the IETF has the key as a structured field, in quotes; many send it bare. */
    private static @Nullable String key(@Nullable String header) {
        if (header != null && header.length() > 2 && header.startsWith("\"") && header.endsWith("\"")) {
            return header.substring(1, header.length() - 1);
        }
        return header;
    }
}
