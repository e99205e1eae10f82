package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a server takes leave of its clients. First it says that it is not ready, and answers on as before while load balancers
 * find out; each answer closes its connection, or says GOAWAY. Then it refuses what comes and waits for what it still answers.
 */
public final class Draining {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Who was asked by nobody for so long has nobody to wait for. */
    private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Set<String> PROBES = Set.of("/readyz", "/healthz", "/metrics");

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private int answering;
    private boolean asked;
    private long askedAtNanos;
    private volatile boolean leaving;
    private volatile boolean refusing;

    public Draining(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether it takes leave: it is not ready any more. */
    public boolean leaving() {
        return leaving;
    }

    /** Takes leave; returns after the delay, or at once when nobody but probes has asked lately. */
    public void leave(Duration delay) throws InterruptedException {
        leaving = true;
        if (!idle()) {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        }
    }

    /** Refuses everything from now on, and waits for what is being answered, so long at most. */
    public void refuse(Duration grace) {
        leaving = true;
        refusing = true;
        long left = grace.toNanos();
        lock.lock();
        try {
            while (answering > 0 && left > 0) {
                left = answered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        if (leaving) {
            var _ = ctx.initiateConnectionShutdown();
        }
        if (refusing) {
            return Refusals.of(
                    request,
                    Problem.of(ProblemCode.UNAVAILABLE, "the server is shutting down; retry on another node or later")
                            .retryAfter(RETRY_AFTER));
        }
        begin(PROBES.contains(ctx.path()));
        var _ = ctx.log().whenComplete().thenRun(this::end);
        return delegate.serve(ctx, request);
    }

    private boolean idle() {
        lock.lock();
        try {
            return !asked || (answering == 0 && ticker.nanos() - askedAtNanos > IDLE_NANOS);
        } finally {
            lock.unlock();
        }
    }

    private void begin(boolean probe) {
        lock.lock();
        try {
            answering++;
            if (!probe) {
                asked = true;
                askedAtNanos = ticker.nanos();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            answering--;
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
