package dev.tidings.http.export;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Limits the exports that a node sends at a time, in total and per tenant. */
final class ExportPermits {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final int most;
    private final int mostPerTenant;
    private final Map<String, Integer> byTenant = new HashMap<>();
    private int inUse;

    ExportPermits(int most, int mostPerTenant) {
        this.most = most;
        this.mostPerTenant = mostPerTenant;
    }

    /** Takes a permit, which must be released once. Throws a ProblemException when a limit is reached. */
    synchronized void acquire(String tenant) {
        int own = byTenant.getOrDefault(tenant, 0);
        if (own >= mostPerTenant) {
            throw full("of its tenant", mostPerTenant);
        }
        if (inUse >= most) {
            throw full("on this node", most);
        }
        byTenant.put(tenant, own + 1);
        inUse++;
    }

    synchronized void release(String tenant) {
        byTenant.computeIfPresent(tenant, (same, own) -> own > 1 ? own - 1 : null);
        inUse--;
    }

    private static RuntimeException full(String whose, int limit) {
        return Problem.of(
                        ProblemCode.RESOURCE_EXHAUSTED,
                        limit + " exports " + whose + " are in progress; retry when one has ended")
                .retryAfter(RETRY_AFTER)
                .exception();
    }
}
