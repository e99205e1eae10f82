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
        Counted counted = new Counted(request);
        ctx.updateRequest(counted);
        var _ = ctx.log().whenComplete().thenRun(counted::giveBack);
        return delegate.serve(ctx, counted);
    }

    private final class Counted extends FilteredHttpRequest {
        private final AtomicLong bytes = new AtomicLong();

        Counted(HttpRequest request) {
            super(request);
        }

        @Override
        protected HttpObject filter(HttpObject object) {
            if (object instanceof HttpData data && !data.isEmpty()) {
                bytes.addAndGet(data.length());
                if (held.addAndGet(data.length()) > most) {
                    throw Problem.of(
                                    ProblemCode.RESOURCE_EXHAUSTED,
                                    "the bodies of requests that this node has not answered yet are as large as they"
                                            + " may be: " + most + " bytes (limits.bodies)")
                            .retryAfter(RETRY_AFTER)
                            .exception();
                }
            }
            return object;
        }

        void giveBack() {
            held.addAndGet(-bytes.getAndSet(0));
        }
    }
}
