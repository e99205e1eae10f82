package dev.tidings.http;

import com.linecorp.armeria.common.FilteredHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Limits how slowly a body may arrive. A request's timeout covers processing and starts when the body is complete;
 * until then the body has a deadline of its own, which grows with the bytes received. A large batch over a slow link is
 * accepted; a body that trickles is not.
 */
final class MinimumBodyRate {
    private static final AttributeKey<MinimumBodyRate> ARRIVING = AttributeKey.valueOf(MinimumBodyRate.class, "coming");

    private final Duration grace;
    private final long bytesPerSecond;
    private final long adjustedEveryNanos;

    /**
     * @param grace for a whole body, and between two pieces of it
     * @param bytesPerSecond minimum average rate beyond that time
     */
    MinimumBodyRate(Duration grace, long bytesPerSecond) {
        this.grace = grace;
        this.bytesPerSecond = bytesPerSecond;
        // Bodies that arrive within this time need no other deadline.
        this.adjustedEveryNanos = grace.dividedBy(10).toNanos();
    }

    /** Returns the problem of a request that timed out while its body was arriving; null when the body is complete. */
    static @Nullable Problem tooSlow(ServiceRequestContext ctx) {
        MinimumBodyRate rate = ctx.attr(ARRIVING);
        return rate == null
                ? null
                : Problem.of(
                        ProblemCode.SLOW_BODY,
                        "the body arrived too slowly; expected " + rate.bytesPerSecond
                                + " bytes per second (limits.body_rate)" + " after " + rate.grace.toMillis()
                                + " ms (limits.body_grace), without a pause of that" + " length");
    }

    /** Applies before all routes. */
    HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        // Endless requests have no minimum rate.
        if (request.isComplete() || request.isEmpty() || ctx.requestTimeoutMillis() == 0) {
            return delegate.serve(ctx, request);
        }
        Timed timed = new Timed(request, ctx);
        ctx.updateRequest(timed);
        return delegate.serve(ctx, timed);
    }

    private final class Timed extends FilteredHttpRequest {
        private final ServiceRequestContext ctx;
        private final Ticker ticker;
        private final long servedNanos;
        private final long answerMillis;
        private long startNanos;
        private long setMillis;
        private long adjustedNanos;
        private long bytes;

        Timed(HttpRequest request, ServiceRequestContext ctx) {
            super(request);
            this.ctx = ctx;
            this.ticker = ctx.eventLoop().withoutContext().ticker();
            this.servedNanos = ticker.nanoTime();
            this.answerMillis = ctx.requestTimeoutMillis();
            this.setMillis = answerMillis;
        }

        /** Starts the deadline here, because the time before the service reads the body is not the client's. */
        @Override
        protected void beforeSubscribe(Subscriber<? super HttpObject> subscriber, Subscription subscription) {
            startNanos = ticker.nanoTime();
            adjustedNanos = startNanos;
            ctx.setAttr(ARRIVING, MinimumBodyRate.this);
            if (answerMillis != grace.toMillis()) {
                set(grace.toMillis());
            }
        }

        @Override
        protected HttpObject filter(HttpObject object) {
            if (object instanceof HttpData data) {
                bytes += data.length();
                long now = ticker.nanoTime();
                if (now - adjustedNanos > adjustedEveryNanos) {
                    adjustedNanos = now;
                    set(Math.min(grace.toMillis(), leftMillis(now)));
                }
            }
            return object;
        }

        private long leftMillis(long now) {
            long earned = grace.toMillis() + TimeUnit.SECONDS.toMillis(bytes) / bytesPerSecond;
            return Math.max(1, earned - TimeUnit.NANOSECONDS.toMillis(now - startNanos));
        }

        @Override
        protected void beforeComplete(Subscriber<? super HttpObject> subscriber) {
            ctx.setAttr(ARRIVING, null);
            if (setMillis != answerMillis || adjustedNanos != startNanos) {
                set(answerMillis);
            }
        }

        /** Sets the timeout unless a service has set its own. */
        private void set(long millis) {
            if (ctx.requestTimeoutMillis() == setMillis) {
                // Relative to the start of the request, so that the value can be recognized later.
                setMillis = millis + TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime() - servedNanos);
                ctx.setRequestTimeoutMillis(TimeoutMode.SET_FROM_START, setMillis);
            }
        }
    }
}
