package dev.tidings.http;

import com.linecorp.armeria.common.FilteredHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the memory of all request bodies together, from the first byte until the response. */
public final class BodyBudget {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    public BodyBudget(long limit) {
        this.limit = limit;
    }

    public long held() {
        return held.get();
    }

    /** Applies before all routes. */
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        // Endless requests are read in pieces, none of which is kept.
        if (request.isEmpty() || ctx.requestTimeoutMillis() == 0) {
            return delegate.serve(ctx, request);
        }
        Counted counted = new Counted(request, ctx);
        ctx.updateRequest(counted);
        var _ = ctx.log().whenComplete().thenRun(counted::release);
        return delegate.serve(ctx, counted);
    }

    private final class Counted extends FilteredHttpRequest {
        private final ServiceRequestContext ctx;
        private final AtomicLong bytes = new AtomicLong();
        private boolean refused;

        Counted(HttpRequest request, ServiceRequestContext ctx) {
            super(request);
            this.ctx = ctx;
        }

        @Override
        protected HttpObject filter(HttpObject object) {
            if (object instanceof HttpData data && !data.isEmpty()) {
                if (!refused) {
                    bytes.addAndGet(data.length());
                    refused = held.addAndGet(data.length()) > limit;
                    if (refused) {
                        refuse();
                    }
                }
                if (refused) {
                    // Read and dropped, so that the client receives the response.
                    data.close();
                    return HttpData.empty();
                }
            }
            return object;
        }

        private void refuse() {
            release();
            ctx.cancel(Problem.of(
                            ProblemCode.RESOURCE_EXHAUSTED,
                            "the unanswered requests of this node have reached the limit for request bodies: " + limit
                                    + " bytes (limits.bodies)")
                    .retryAfter(RETRY_AFTER)
                    .exception());
        }

        void release() {
            held.addAndGet(-bytes.getAndSet(0));
        }
    }
}
