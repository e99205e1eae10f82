package dev.tidings.engine.dispatch;

import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Whose delivery a lane sends next: start-time fair queueing of tenants by their weights. Each send moves its tenant's
 * virtual time by the inverse of its weight, and the tenant with the smallest one is next. One that had nothing to send starts at the
 * present virtual time: it is next, without having saved up anything. Guarded by the lane's lock.
 *
 * <p>While several tenants use the lane, one of them leaves it some permits.
 */
final class TenantTurns {
    private static final long COST = 1_000_000;

    /** Tenants that are kept although they hold nothing, so that none is created for each delivery. */
    private static final int IDLE = 256;

    /** How long after the tenant changed the lane counts as used by several. */
    private static final long SEVERAL_NANOS = Duration.ofMinutes(1).toNanos();

    /** One tenant may hold this multiple of what is free: three quarters of the lane. */
    private static final int HELD_PER_FREE = 3;

    /** A tenant with many sends in flight leaves this part of the lane free for those with few. */
    private static final int PARTS = 8;

    private final TenantWeights weights;
    private final Ticker ticker;
    private final int spare;

    /** With idle ones, which are forgotten when there are many. */
    private final Map<String, LaneTenant> tenants = new HashMap<>();

    private final Queue<LaneTenant> turns = new PriorityQueue<>(
            Comparator.<LaneTenant>comparingLong(LaneTenant::tag).thenComparingLong(LaneTenant::arrival));

    /** Tenants with something to send that had to leave the free sends to others when last asked. */
    private final List<LaneTenant> yielding = new ArrayList<>();

    private @Nullable LaneTenant last;
    private int holding;
    private boolean changed;
    private long changedNanos;
    private long now;
    private long arrivals;

    TenantTurns(LaneSettings settings, TenantWeights weights, Ticker ticker) {
        this.weights = weights;
        this.ticker = ticker;
        this.spare = settings.concurrency() / PARTS;
    }

    /** Returns the tenant of a new queue, which ends with {@link #leave}. */
    LaneTenant enter(String name) {
        LaneTenant tenant = tenants.computeIfAbsent(name, LaneTenant::new);
        if (tenant != last) {
            changed = last != null;
            changedNanos = ticker.nanos();
            last = tenant;
        }
        if (tenant.addQueue()) {
            holding++;
        }
        return tenant;
    }

    void leave(LaneTenant tenant) {
        if (tenant.removeQueue()) {
            holding--;
            if (tenants.size() > IDLE) {
                tenants.remove(tenant.name());
            }
        }
    }

    /** Returns whether several tenants use the lane, or did so lately. */
    private boolean several() {
        return holding > 1 || (changed && ticker.nanos() - changedNanos < SEVERAL_NANOS);
    }

    /**
     * Returns whether a tenant may hold one more permit.
     *
     * @param free unused permits of the lane
     */
    boolean mayHold(LaneTenant tenant, int free) {
        return tenant.held() < (long) HELD_PER_FREE * free || !several();
    }

    /** Adds an endpoint with something to send. */
    void add(EndpointQueue queue) {
        LaneTenant tenant = queue.tenant();
        tenant.ready().add(queue);
        if (!tenant.listed()) {
            tenant.tag(Math.max(now, tenant.tag()));
            list(tenant);
        }
    }

    private void list(LaneTenant tenant) {
        tenant.listed(true);
        tenant.arrival(arrivals++);
        turns.add(tenant);
    }

    /**
     * Returns the next endpoint without removing it; null when there is none that may send. A tenant leaves as many sends free as it has
     * in flight, up to the spare ones: so each that comes finds one, and one with little to send never waits for another's to end.
     *
     * @param free sends that the lane could begin
     */
    @Nullable
    EndpointQueue next(int free) {
        for (LaneTenant tenant = turns.peek(); tenant != null; tenant = turns.peek()) {
            if (free > Math.min(spare, tenant.sending()) || !several()) {
                return tenant.ready().element();
            }
            yielding.add(turns.remove());
        }
        return null;
    }

    /** Removes the endpoint that {@link #next} returned, because it must not send now. */
    EndpointQueue remove() {
        LaneTenant tenant = turns.element();
        EndpointQueue queue = tenant.ready().remove();
        if (tenant.ready().isEmpty()) {
            turns.remove();
            tenant.listed(false);
        }
        return queue;
    }

    /** Removes the endpoint that {@link #next} returned, for one send. */
    EndpointQueue begin() {
        LaneTenant tenant = turns.remove();
        EndpointQueue queue = tenant.ready().remove();
        now = Math.max(now, tenant.tag());
        tenant.tag(tenant.tag() + COST / weights.weight(tenant.name()));
        tenant.listed(false);
        if (!tenant.ready().isEmpty()) {
            list(tenant);
        }
        return queue;
    }

    /** Lets tenants that left free sends to others try again. */
    void resume() {
        turns.addAll(yielding);
        yielding.clear();
    }

    /** Removes all endpoints with something to send. */
    List<EndpointQueue> drain() {
        List<EndpointQueue> all = new ArrayList<>();
        resume();
        for (LaneTenant tenant : turns) {
            all.addAll(tenant.ready());
            tenant.ready().clear();
            tenant.listed(false);
        }
        turns.clear();
        return all;
    }
}
