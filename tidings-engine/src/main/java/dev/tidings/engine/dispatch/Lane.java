package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.HandOff.Reservation;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.engine.rate.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulkhead of one channel: its held deliveries and sends in flight. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String name;
    private final @Nullable Channel channel;
    private final LaneSettings settings;
    private final DispatchContext context;
    private final @Nullable RateLimit rate;
    private final DueScan scan;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private final Object lock = new Object();
    private final LanePermits permits;
    private final EndpointQueues queues;
    private boolean throttled;
    private boolean paused;
    private boolean stopping;

    /** @param channel null for a channel that the server no longer has; its deliveries end here */
    Lane(
            String name,
            @Nullable Channel channel,
            LaneSettings settings,
            DispatchContext context,
            ClaimStore claims,
            LeaseGrant grant) {
        this.name = name;
        this.channel = channel;
        this.settings = settings;
        this.context = context;
        this.permits = new LanePermits(settings);
        this.queues = new EndpointQueues(
                settings,
                context.settings().claims().weights(),
                context.settings().health().endpoints(),
                context.environment().ticker(),
                context.environment().random());
        this.rate = settings.ratePerSecond() == 0
                ? null
                : new RateLimit(settings.ratePerSecond(), context.environment().ticker());
        this.scan = new DueScan(this, claims, grant, context.environment(), context.settings(), context.listener());
    }

    void start() {
        scan.start();
    }

    /** Stops claiming and releases waiting deliveries; the future completes after the last send and its commit. */
    CompletableFuture<Void> drain() {
        scan.stop();
        List<Execution> unsent;
        synchronized (lock) {
            stopping = true;
            unsent = queues.drain();
            unsent.forEach(execution -> permits.giveUp());
        }
        unsent.forEach(execution -> execution.giveBack(Duration.ZERO));
        checkDrained();
        return drained;
    }

    Reservation reserve(TargetKey target) {
        if (scan.precedes(target.tenant())) {
            return Reservation.FULL;
        }
        synchronized (lock) {
            Reservation room = stopping ? Reservation.FULL : queues.reserve(target, permits.free());
            if (room instanceof Reservation.Granted) {
                permits.reserve();
            }
            return room;
        }
    }

    boolean claimable() {
        synchronized (lock) {
            return !stopping && claimLimit() > 0;
        }
    }

    int reserveForClaim() {
        synchronized (lock) {
            return stopping ? 0 : permits.reserveForClaim(claimLimit(), claimAhead(), queues.blockedWaiting());
        }
    }

    private int claimLimit() {
        if (paused) {
            return 0;
        }
        int limit = Math.min(settings.batch(), permits.claimable(claimAhead(), queues.blockedWaiting()));
        return rate == null ? limit : Math.min(limit, rate.available() - permits.waiting() + queues.blockedWaiting());
    }

    /** Claims the next batch while the previous one is sent, unless another node could send it now and had the time to. */
    private int claimAhead() {
        if (scan.overdue()) {
            return settings.concurrency() + settings.queue();
        }
        return scan.alone() ? settings.batch() : 0;
    }

    void release(TargetKey target) {
        synchronized (lock) {
            permits.release(1);
            queues.release(target);
        }
        checkDrained();
        scan.roomFreed();
    }

    /** Releases permits that a claim reserved but did not use. */
    void releaseClaim(int count) {
        synchronized (lock) {
            permits.release(count);
        }
        checkDrained();
        if (count > 0) {
            scan.roomFreed();
        }
    }

    /** Sets the number of nodes with this lane: they share its rate and its due deliveries. */
    void share(int nodes) {
        scan.share(nodes);
        if (rate != null) {
            rate.share(nodes);
        }
    }

    void wake() {
        scan.wake();
    }

    /** Signals that a delivery of this tenant may be due. */
    void wake(String tenant) {
        scan.wake(tenant);
    }

    void dueIn(Duration delay) {
        scan.dueIn(delay);
    }

    /** Adds a delivery that uses a reserved permit. */
    void arrive(LeasedDelivery delivery, long leasedAtNanos) {
        Execution execution = hold(delivery, leasedAtNanos);
        boolean refused;
        synchronized (lock) {
            permits.arrive();
            refused = stopping;
            if (refused) {
                permits.giveUp();
                queues.release(execution.target());
            } else {
                queues.arrive(execution);
            }
        }
        if (refused) {
            execution.giveBack(Duration.ZERO);
        }
        startSends();
    }

    /**
     * Adds claimed deliveries, each with a permit reserved for the claim. Deliveries over their endpoint's limit go
     * back to the store.
     */
    void arriveClaimed(List<LeasedDelivery> claimed, long leasedAtNanos) {
        context.targets().prefetch(claimed);
        int toCome = claimed.size();
        for (LeasedDelivery delivery : claimed) {
            if (delivery.reclaimed()) {
                context.listener().reclaimed(name);
            }
            Execution execution = hold(delivery, leasedAtNanos);
            Duration later;
            synchronized (lock) {
                permits.arrive();
                later = stopping ? Duration.ZERO : queues.arriveClaimed(execution, permits.free() + toCome);
                if (later != null) {
                    permits.giveUp();
                }
            }
            toCome--;
            if (later != null) {
                execution.giveBack(later);
            }
        }
        startSends();
    }

    private Execution hold(LeasedDelivery delivery, long leasedAtNanos) {
        Execution execution = new Execution(delivery, this, context, leasedAtNanos);
        context.leases().hold(execution);
        return execution;
    }

    /** Starts sends while deliveries, permits and rate allow. */
    private void startSends() {
        for (Execution next = next(); next != null; next = next()) {
            try {
                context.environment().sends().execute(next);
            } catch (RejectedExecutionException closed) {
                sent(next, -1);
                next.giveBack(Duration.ZERO);
            }
        }
    }

    private @Nullable Execution next() {
        synchronized (lock) {
            if (throttled || paused || queues.next(permits.freeToSend()) == null) {
                return null;
            }
            long waitNanos = rate == null ? 0 : rate.takeOrWaitNanos();
            if (waitNanos > 0) {
                throttled = true;
                context.environment().timer().after(Duration.ofNanos(waitNanos), this::unthrottle);
                return null;
            }
            permits.begin();
            return queues.begin();
        }
    }

    /** Pauses the lane because this server lacks a resource that every send needs. Waiting deliveries stay. */
    void pause(Outcome.NotTried shortage) {
        synchronized (lock) {
            if (paused || stopping) {
                return;
            }
            paused = true;
        }
        LOG.warn(
                "lane paused channel={} reason={} delay_ms={}",
                name,
                shortage.reason(),
                shortage.delay().toMillis());
        context.environment().timer().after(shortage.delay(), this::resume);
    }

    private void resume() {
        synchronized (lock) {
            paused = false;
        }
        startSends();
        scan.roomFreed();
    }

    private void unthrottle() {
        synchronized (lock) {
            throttled = false;
        }
        startSends();
    }

    /**
     * Records the end of a send whose completion is not committed yet.
     *
     * @param tookNanos response time of the endpoint; negative when it was not called
     */
    void sent(Execution execution, long tookNanos) {
        synchronized (lock) {
            permits.sent();
            queues.sent(execution, tookNanos);
        }
        startSends();
        scan.roomFreed();
    }

    /** Releases the permit of a delivery whose completion is committed, or whose lease is left to lapse. */
    void free() {
        synchronized (lock) {
            permits.leave();
        }
        checkDrained();
        scan.roomFreed();
    }

    private void checkDrained() {
        boolean empty;
        synchronized (lock) {
            empty = stopping && permits.held() == 0;
        }
        if (empty) {
            drained.complete(null);
        }
    }

    String name() {
        return name;
    }

    @Nullable
    Channel channel() {
        return channel;
    }

    LaneState state() {
        synchronized (lock) {
            return new LaneState(
                    name, settings.concurrency(), permits.waiting(), permits.sending(), permits.held(), !stopping);
        }
    }
}
