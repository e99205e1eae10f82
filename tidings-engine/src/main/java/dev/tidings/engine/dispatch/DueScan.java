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
 * Brings due deliveries of one channel from the store into its lane. It claims when it knows that something is due: it
 * was woken, a due time that it knows of has come, or a look at the store showed one. The store is asked for the next
 * due time after a claim that came back short and at a slow pace besides, never a delivery.
 */
final class DueScan {
    private static final Logger LOG = LoggerFactory.getLogger(DueScan.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    /** Where the store's clock and ours differ a little, a due time may pass here before it does there. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    /** After a claim that another node was faster with; doubled each time in a row, up to the pace of polls. */
    private static final Duration AFTER_EMPTY = Duration.ofMillis(10);

    /** Within this nodes that wait for the same due time come one by one. */
    private static final Duration SPREAD = Duration.ofMillis(10);

    private final Lane lane;
    private final ClaimStore claims;
    private final LeaseGrant grant;
    private final Environment environment;
    private final DispatchSettings settings;
    private final EngineListener listener;

    /** Something due waits in the store, and no claim since has come back short. */
    private volatile boolean behind;

    /** A claim is to be made: something may be due that none has looked for. */
    private volatile boolean wanted;

    private boolean claiming;
    private boolean worked;
    private boolean stopped;
    private int empties;
    private volatile boolean alone = true;
    private @Nullable Instant nextDue;
    private int idlePolls;
    private Duration pace;
    private long pollAtNanos;
    private boolean armed;
    private long armedForNanos;

    DueScan(
            Lane lane,
            ClaimStore claims,
            LeaseGrant grant,
            Environment environment,
            DispatchSettings settings,
            EngineListener listener) {
        this.lane = lane;
        this.claims = claims;
        this.grant = grant;
        this.environment = environment;
        this.settings = settings;
        this.listener = listener;
        this.pace = settings.busyPoll();
    }

    void start() {
        wake();
        arm(Backoff.around(settings.busyPoll(), environment.random()));
    }

    /** How many nodes claim from this channel, this one among them. */
    void share(int nodes) {
        alone = nodes <= 1;
    }

    /** Whether no other node could have what this one takes and lets wait. */
    boolean alone() {
        return alone;
    }

    synchronized void stop() {
        stopped = true;
    }

    /** While this is so, fresh deliveries must not overtake those that wait in the store. */
    boolean behind() {
        return behind;
    }

    /** Something may be due. */
    void wake() {
        synchronized (this) {
            behind = true;
            wanted = true;
        }
        claimSoon();
    }

    /**
     * One that waited for another is due. What is accepted now may go ahead of it, since the store sees to the order, for as
     * long as there is room for it, too.
     */
    void nextIsDue() {
        boolean room = lane.claimable();
        synchronized (this) {
            behind |= !room;
            wanted = true;
        }
        claimSoon();
    }

    void roomFreed() {
        if (wanted) {
            claimSoon();
        }
    }

    /** A delivery will be due after so long. */
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
            if (stopped || claiming || !wanted || !lane.claimable()) {
                return;
            }
            claiming = true;
        }
        onWriter(this::claim);
    }

    private void claim() {
        int limit = lane.reserveForClaim();
        if (limit == 0) {
            endClaim();
            return;
        }
        wanted = false;
        long begun = environment.ticker().nanos();
        List<LeasedDelivery> claimed;
        try {
            claimed = claims.claim(lane.name(), limit, grant, environment.tokens());
        } catch (StoreUnavailable away) {
            claimLater(limit);
            return;
        } catch (RuntimeException | Error failed) {
            LOG.warn("due deliveries of {} could not be claimed; trying again", lane.name(), failed);
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
            caughtUp(!claimed.isEmpty());
        } else {
            synchronized (this) {
                worked = true;
                wanted = true;
            }
        }
        endClaim();
        claimSoon();
    }

    private void claimLater(int reserved) {
        wanted = true;
        lane.releaseClaim(reserved);
        environment.timer().after(AFTER_FAILURE, () -> {
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
     * Nothing more was due: asks when something will be. What came into the store meanwhile is a claim's time younger than
     * what is accepted now, which may go ahead of it; to wait for it as well would keep all that comes going through the
     * store for as long as the load lasts.
     */
    private void caughtUp(boolean found) {
        behind = false;
        Instant next;
        try {
            next = claims.nextDue(lane.name());
        } catch (StoreUnavailable away) {
            return;
        } catch (RuntimeException | Error failed) {
            LOG.warn("the next due time of {} could not be read; trying again", lane.name(), failed);
            return;
        }
        synchronized (this) {
            worked |= found;
            nextDue = next;
        }
        if (next != null) {
            Duration wait = until(next, environment.clock().instant());
            arm(beaten(found, wait) ? backOff() : wait);
        }
    }

    /** Whether something was due and yet not to be had: another node has it, or is about to. */
    private synchronized boolean beaten(boolean found, Duration wait) {
        boolean beaten = !found && wait.compareTo(AFTER_EMPTY) <= 0;
        empties = beaten ? empties + 1 : 0;
        return beaten;
    }

    private synchronized Duration backOff() {
        return Backoff.doubling(AFTER_EMPTY, settings.busyPoll()).after(empties, environment.random());
    }

    /** Until a due time that other nodes know of too. */
    private Duration until(Instant due, Instant now) {
        Duration wait = Duration.between(now, due);
        return alone ? wait : wait.plusNanos((long) (environment.random().nextDouble() * SPREAD.toNanos()));
    }

    private void poll() {
        Instant next;
        try {
            next = claims.nextDue(lane.name());
        } catch (RuntimeException | Error failed) {
            LOG.debug("the next due time of {} could not be read; trying again", lane.name(), failed);
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

    /** Looks again after so long at the latest, and sooner if it is time to poll. */
    private void arm(Duration delay) {
        Duration wait = delay.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : delay;
        long at;
        synchronized (this) {
            wait = wait.compareTo(pace) > 0 ? pace : wait;
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
                behind = true;
                wanted = true;
            }
            poll = timeToPoll() && !wanted;
            wait = nextDue == null ? pace : until(nextDue, now);
        }
        claimSoon();
        if (poll) {
            onWriter(this::poll);
        }
        arm(wait);
    }

    private boolean timeToPoll() {
        long now = environment.ticker().nanos();
        if (now - pollAtNanos < 0) {
            return false;
        }
        boolean busy = worked || behind || lane.state().held() > 0;
        worked = false;
        idlePolls = busy ? 0 : idlePolls + 1;
        pace = Backoff.doubling(settings.busyPoll(), settings.idlePoll()).after(idlePolls + 1);
        // Nodes that started together must not poll together.
        pollAtNanos = now + Backoff.around(pace, environment.random()).toNanos();
        return true;
    }

    private void onWriter(Runnable task) {
        try {
            environment.writer().execute(task);
        } catch (RejectedExecutionException closed) {
            endClaim();
        }
    }
}
