package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the leases that this node holds and renews them in batches. It runs every third of the lease duration and
 * renews leases older than a third, so that each is renewed with at least a third left.
 */
final class LeaseRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewal.class);
    private static final int BATCH = 500;
    private static final int PARTS = 3;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final ClaimStore claims;
    private final Duration duration;
    private final DispatchEnvironment environment;
    private final Map<DeliveryId, Execution> held = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    LeaseRenewal(ClaimStore claims, Duration duration, DispatchEnvironment environment) {
        this.claims = claims;
        this.duration = duration;
        this.environment = environment;
    }

    void start() {
        scheduleRenewal();
    }

    /** Stops renewing; held leases may lapse. */
    void stop() {
        stopped = true;
    }

    void hold(Execution execution) {
        Execution before = held.put(execution.id(), execution);
        if (before != null) {
            // The lease lapsed and this node claimed the delivery again.
            before.lose();
        }
    }

    void drop(Execution execution) {
        held.remove(execution.id(), execution);
    }

    Collection<Execution> held() {
        return List.copyOf(held.values());
    }

    /** Returns whether a lease taken or renewed at that time has lapsed, by this node's ticker. */
    boolean lapsed(long sinceNanos) {
        return environment.ticker().nanos() - sinceNanos >= duration.toNanos();
    }

    private void scheduleRenewal() {
        environment.timer().after(duration.dividedBy(PARTS), this::renewAndReschedule);
    }

    private void renewAndReschedule() {
        if (!stopped) {
            renewDue();
            scheduleRenewal();
        }
    }

    private void renewDue() {
        long now = environment.ticker().nanos();
        long third = duration.toNanos() / PARTS;
        List<Execution> due = new ArrayList<>();
        for (Execution execution : held.values()) {
            if (!execution.lost() && now - execution.leasedAtNanos() >= third) {
                due.add(execution);
            }
        }
        for (int from = 0; from < due.size(); from += BATCH) {
            List<Execution> batch = due.subList(from, Math.min(from + BATCH, due.size()));
            try {
                environment.writer().execute(() -> renew(batch));
            } catch (RejectedExecutionException closed) {
                return;
            }
        }
    }

    private void renew(List<Execution> batch) {
        Map<DeliveryId, LeaseToken> tokens = new HashMap<>();
        for (Execution execution : batch) {
            // Executions that ended while this task was queued need no lease.
            if (held.get(execution.id()) == execution) {
                tokens.put(execution.id(), execution.token());
            }
        }
        if (tokens.isEmpty()) {
            return;
        }
        long begun = environment.ticker().nanos();
        Set<DeliveryId> renewed;
        try {
            renewed = claims.renew(tokens, duration);
        } catch (StoreUnavailable unavailable) {
            renewSoon();
            return;
        } catch (RuntimeException | Error failed) {
            LOG.warn("lease renewal failed; retrying leases={}", tokens.size(), failed);
            renewSoon();
            return;
        }
        for (Execution execution : batch) {
            if (renewed.contains(execution.id())) {
                execution.renewed(begun);
            } else if (tokens.containsKey(execution.id())) {
                execution.lose();
            }
        }
    }

    private void renewSoon() {
        environment.timer().after(RETRY_DELAY, () -> {
            if (!stopped) {
                renewDue();
            }
        });
    }
}
