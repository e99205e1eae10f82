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
 * Bounds how slowly a body may come. The time of a request is for answering it and begins when its body is there; until then
 * the body has a time of its own, and more of it the more has come. So a large batch over a slow link is taken, and one that
 * trickles is not.
 */
final class BodyPace {
    private static final AttributeKey<BodyPace> COMING = AttributeKey.valueOf(BodyPace.class, "coming");

    private final Duration grace;
    private final long bytesPerSecond;
    private final long adjustedEveryNanos;

    /**
     * @param grace for a body, whatever has come, and between two pieces of it
     * @param bytesPerSecond that have to come on average beyond this time
     */
    BodyPace(Duration grace, long bytesPerSecond) {
        this.grace = grace;
        this.bytesPerSecond = bytesPerSecond;
        // What comes whole before that needs no other deadline.
        this.adjustedEveryNanos = grace.dividedBy(10).toNanos();
    }

    /** Why a request's time was up while its body was still coming; null when its body is there. */
    static @Nullable Problem tooSlow(ServiceRequestContext ctx) {
        BodyPace pace = ctx.attr(COMING);
        return pace == null
                ? null
                : Problem.of(
                        ProblemCode.SLOW_BODY,
                        "the body came too slowly; expected " + pace.bytesPerSecond
                                + " bytes a second (limits.body_rate)"
                                + " after " + pace.grace.toMillis() + " ms (limits.body_grace), without a pause as long"
                                + " as that");
    }

    /** Stands before all routes. */
    HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        // What has no end has no pace.
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

        /** Not before: the time until somebody wants the body is not the client's. */
        @Override
        protected void beforeSubscribe(Subscriber<? super HttpObject> subscriber, Subscription subscription) {
            startNanos = ticker.nanoTime();
            adjustedNanos = startNanos;
            ctx.setAttr(COMING, BodyPace.this);
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
            ctx.setAttr(COMING, null);
            if (setMillis != answerMillis || adjustedNanos != startNanos) {
                set(answerMillis);
            }
        }

        /** Unless a service has given itself another time. */
        private void set(long millis) {
            if (ctx.requestTimeoutMillis() == setMillis) {
                // From now it would count otherwise as soon as the answer is waited for, and seem to be another's.
                setMillis = millis + TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime() - servedNanos);
                ctx.setRequestTimeoutMillis(TimeoutMode.SET_FROM_START, setMillis);
            }
        }
    }
}
