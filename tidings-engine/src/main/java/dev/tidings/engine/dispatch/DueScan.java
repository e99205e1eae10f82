package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.retry.Backoff;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due deliveries of one channel into its lane. It claims only when something is known to be due: after a
 * wake-up, at a known due time, or after a poll. It reads the next due time after a claim that came back short, and at
 * a slow interval besides.
 */
final class DueScan {
    private static final Logger LOG = LoggerFactory.getLogger(DueScan.class);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);

    /** With clocks that differ slightly, a due time may pass here before it passes in the store. */
    private static final Duration MIN_WAIT = Duration.ofMillis(1);

    /** The wait after losing a claim to another node; doubles for consecutive losses up to the polling interval. */
    private static final Duration LOST_CLAIM_DELAY = Duration.ofMillis(10);

    /** Spreads the claims of nodes that wait for the same due time. */
    private static final Duration SPREAD = Duration.ofMillis(10);

    /** After this time without room for what is due, it is claimed to wait in the lane behind others, as new deliveries do. */
    private static final Duration OVERDUE_AFTER = Duration.ofMillis(50);

    private final Lane lane;
    private final ClaimStore claims;
    private final LeaseGrant grant;
    private final DispatchEnvironment environment;
    private final DispatchSettings settings;
    private final EngineListener listener;

    /** Emptied by a claim that comes back short. */
    private final KnownBacklog backlog;

    /** A claim is needed: something may be due that no claim has covered. */
    private volatile boolean wanted;

    private volatile long wantedSinceNanos;

    private boolean claiming;
    private boolean worked;
    private boolean stopped;
    private int lostClaims;
    private volatile boolean alone = true;
    private @Nullable Instant nextDue;
    private int idlePolls;
    private Duration pollInterval;
    private long pollAtNanos;
    private boolean armed;
    private long armedForNanos;

    DueScan(
            Lane lane,
            ClaimStore claims,
            LeaseGrant grant,
            DispatchEnvironment environment,
            DispatchSettings settings,
            EngineListener listener) {
        this.lane = lane;
        this.backlog = new KnownBacklog(settings.lanes().of(lane.name()));
        this.claims = claims;
        this.grant = grant;
        this.environment = environment;
        this.settings = settings;
        this.listener = listener;
        this.pollInterval = settings.polling().busy();
    }

    void start() {
        // What earlier runs left goes first.
        backlog.ofSomeone();
        wake();
        arm(Backoff.around(settings.polling().busy(), environment.random()));
    }

    /** Sets the number of nodes that claim from this channel, including this one. */
    void share(int nodes) {
        alone = nodes <= 1;
    }

    /** Returns whether this node is the only one to claim. */
    boolean alone() {
        return alone;
    }

    synchronized void stop() {
        stopped = true;
    }

    /** Returns whether a new delivery of this tenant must not overtake those that wait in the store. */
    boolean precedes(String tenant) {
        return backlog.precedes(tenant);
    }

    /** Signals that something may be due. */
    void wake() {
        want();
        claimSoon();
    }

    /** Signals that something of this tenant may be due. */
    void wake(String tenant) {
        if (!lane.claimable()) {
            backlog.of(tenant);
        }
        want();
        claimSoon();
    }

    /**
     * New deliveries may go ahead of what is due, but not for long. If each signal held them back, they would be due in the store
     * themselves, and the signals for them would make the other nodes hold back theirs, for as long as the load lasts.
     */
    private void want() {
        if (!wanted) {
            wantedSinceNanos = environment.ticker().nanos();
            wanted = true;
        }
    }

    /** Returns whether what is due may be claimed before it can be sent. A claim that comes back full ends this. */
    boolean overdue() {
        return wanted && !backlog.any() && environment.ticker().nanos() - wantedSinceNanos >= OVERDUE_AFTER.toNanos();
    }

    /** When not even the queue of the lane has room, new deliveries would keep it full. */
    private void holdBackIfOverdue() {
        if (overdue()) {
            backlog.ofSomeone();
        }
    }

    void roomFreed() {
        if (wanted) {
            claimSoon();
        }
    }

    /** Signals that a delivery becomes due after this delay. */
    void dueIn(Duration delay) {
        synchronized (this) {
            Instant due = environment.clock().instant().plus(delay);
            if (nextDue == null || due.isBefore(nextDue)) {
                nextDue = due;
            }
        }
        arm(delay);
    }

    private void claimSoon() {
        synchronized (this) {
            if (stopped || claiming || !wanted) {
                return;
            }
            if (!lane.claimable()) {
                holdBackIfOverdue();
                return;
            }
            claiming = true;
        }
        submitToWriter(this::claim);
    }

    private void claim() {
        int limit = lane.reserveForClaim();
        if (limit == 0) {
            holdBackIfOverdue();
            endClaim();
            return;
        }
        wanted = false;
        long begun = environment.ticker().nanos();
        List<LeasedDelivery> claimed;
        try {
            claimed = claims.claim(
                    lane.name(),
                    limit,
                    settings.claims().weights(),
                    settings.claims().concurrency(),
                    grant,
                    environment.tokens());
        } catch (StoreUnavailable unavailable) {
            claimLater(limit);
            return;
        } catch (RuntimeException | Error failed) {
            LOG.warn("claim failed; retrying channel={}", lane.name(), failed);
            claimLater(limit);
            return;
        }
        if (!claimed.isEmpty()) {
            listener.committed(
                    "claim",
                    claimed.size(),
                    Duration.ofNanos(environment.ticker().nanos() - begun));
        }
        lane.releaseClaim(limit - claimed.size());
        lane.arriveClaimed(claimed, begun);
        if (claimed.size() < limit) {
            backlog.none();
            caughtUp(!claimed.isEmpty());
        } else {
            backlog.remains(claimed);
            synchronized (this) {
                worked = true;
                want();
            }
        }
        endClaim();
        claimSoon();
    }

    private void claimLater(int reserved) {
        backlog.ofSomeone();
        want();
        lane.releaseClaim(reserved);
        environment.timer().after(RETRY_DELAY, () -> {
            endClaim();
            claimSoon();
        });
    }

    private void endClaim() {
        synchronized (this) {
            claiming = false;
        }
    }

    /**
     * Reads the next due time after everything due was claimed. Deliveries inserted meanwhile are only as old as one
     * claim, and new ones may overtake them; waiting for them as well would route all deliveries through the store for
     * as long as the load lasts.
     */
    private void caughtUp(boolean found) {
        Instant next;
        try {
            next = claims.nextDue(lane.name());
        } catch (StoreUnavailable unavailable) {
            return;
        } catch (RuntimeException | Error failed) {
            LOG.warn("reading the next due time failed; retrying channel={}", lane.name(), failed);
            return;
        }
        synchronized (this) {
            worked |= found;
            nextDue = next;
        }
        if (next != null) {
            Duration wait = until(next, environment.clock().instant());
            arm(claimLost(found, wait) ? backOff() : wait);
        }
    }

    /** Returns whether something was due but another node has claimed it or is about to. */
    private synchronized boolean claimLost(boolean found, Duration wait) {
        boolean claimLost = !found && wait.compareTo(LOST_CLAIM_DELAY) <= 0;
        lostClaims = claimLost ? lostClaims + 1 : 0;
        return claimLost;
    }

    private synchronized Duration backOff() {
        return Backoff.doubling(LOST_CLAIM_DELAY, settings.polling().busy()).after(lostClaims, environment.random());
    }

    /** Returns the wait for a due time that other nodes know of too. */
    private Duration until(Instant due, Instant now) {
        Duration wait = Duration.between(now, due);
        return alone ? wait : wait.plusNanos((long) (environment.random().nextDouble() * SPREAD.toNanos()));
    }

    private void poll() {
        Instant next;
        try {
            next = claims.nextDue(lane.name());
        } catch (RuntimeException | Error failed) {
            LOG.debug("reading the next due time failed; retrying channel={}", lane.name(), failed);
            return;
        }
        if (next != null && !next.isAfter(environment.clock().instant())) {
            wake();
        } else {
            synchronized (this) {
                nextDue = next;
            }
        }
    }

    /** Schedules the next look after this delay at the latest, or earlier if a poll is due. */
    private void arm(Duration delay) {
        Duration wait = delay.compareTo(MIN_WAIT) < 0 ? MIN_WAIT : delay;
        long at;
        synchronized (this) {
            wait = wait.compareTo(pollInterval) > 0 ? pollInterval : wait;
            at = environment.ticker().nanos() + wait.toNanos();
            if (stopped || (armed && armedForNanos - at <= 0)) {
                return;
            }
            armed = true;
            armedForNanos = at;
        }
        environment.timer().after(wait, () -> look(at));
    }

    private void look(long at) {
        Duration wait;
        boolean poll;
        synchronized (this) {
            if (stopped || at != armedForNanos) {
                return;
            }
            armed = false;
            Instant now = environment.clock().instant();
            if (nextDue != null && !nextDue.isAfter(now)) {
                nextDue = null;
                want();
            }
            poll = timeToPoll() && !wanted;
            wait = nextDue == null ? pollInterval : until(nextDue, now);
        }
        claimSoon();
        if (poll) {
            submitToWriter(this::poll);
        }
        arm(wait);
    }

    private boolean timeToPoll() {
        long now = environment.ticker().nanos();
        if (now - pollAtNanos < 0) {
            return false;
        }
        boolean busy = worked || backlog.any() || lane.state().held() > 0;
        worked = false;
        idlePolls = busy ? 0 : idlePolls + 1;
        pollInterval = Backoff.doubling(
                        settings.polling().busy(), settings.polling().idle())
                .after(idlePolls + 1);
        // Nodes that started together must not poll together.
        pollAtNanos = now + Backoff.around(pollInterval, environment.random()).toNanos();
        return true;
    }

    private void submitToWriter(Runnable task) {
        try {
            environment.writer().execute(task);
        } catch (RejectedExecutionException closed) {
            endClaim();
        }
    }
}
