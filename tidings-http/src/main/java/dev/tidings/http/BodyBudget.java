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

/** What all requests together may hold of memory with their bodies, from the first byte until they are answered. */
public final class BodyBudget {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long most;
    private final AtomicLong held = new AtomicLong();

    public BodyBudget(long most) {
        this.most = most;
    }

    public long held() {
        return held.get();
    }

    /** Stands before all routes. */
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        // What has no end is read piece by piece, and nothing of it is kept.
        if (request.isEmpty() || ctx.requestTimeoutMillis() == 0) {
            return delegate.serve(ctx, request);
        }
        Counted counted = new Counted(request, ctx);
        ctx.updateRequest(counted);
        var _ = ctx.log().whenComplete().thenRun(counted::giveBack);
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
                    refused = held.addAndGet(data.length()) > most;
                    if (refused) {
                        refuse();
                    }
                }
                if (refused) {
                    // Read and dropped, so that the client sees its answer.
                    data.close();
                    return HttpData.empty();
                }
            }
            return object;
        }

        private void refuse() {
            giveBack();
            ctx.cancel(Problem.of(
                            ProblemCode.RESOURCE_EXHAUSTED,
                            "the bodies of requests that this node has not answered yet are as large as they may be: "
                                    + most + " bytes (limits.bodies)")
                    .retryAfter(RETRY_AFTER)
                    .exception());
        }

        void giveBack() {
            held.addAndGet(-bytes.getAndSet(0));
        }
    }
}
