package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.HandOver.Room;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulkhead of one channel: what it holds, and what of that is in flight. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String name;
    private final @Nullable Channel channel;
    private final LaneSettings settings;
    private final Engine engine;
    private final @Nullable RateLimit rate;
    private final DueScan scan;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private final Object lock = new Object();
    private final LanePermits places;
    private final EndpointQueues queues;
    private boolean throttled;
    private boolean resting;
    private boolean stopping;

    /** @param channel null for a channel that the server no longer has: its deliveries end here */
    Lane(
            String name,
            @Nullable Channel channel,
            LaneSettings settings,
            Engine engine,
            ClaimStore claims,
            LeaseGrant grant) {
        this.name = name;
        this.channel = channel;
        this.settings = settings;
        this.engine = engine;
        this.places = new LanePermits(settings);
        this.queues = new EndpointQueues(
                settings,
                engine.settings().health().endpoints(),
                engine.environment().ticker(),
                engine.environment().random());
        this.rate = settings.ratePerSecond() == 0
                ? null
                : new RateLimit(settings.ratePerSecond(), engine.environment().ticker());
        this.scan = new DueScan(this, claims, grant, engine.environment(), engine.settings(), engine.listener());
    }

    void start() {
        scan.start();
    }

    /** Takes no more, gives back what waits; the future ends when the last send and its commit have. */
    CompletableFuture<Void> drain() {
        scan.stop();
        List<Execution> unsent;
        synchronized (lock) {
            stopping = true;
            unsent = queues.drain();
            unsent.forEach(execution -> places.giveUp());
        }
        unsent.forEach(execution -> execution.giveBack(Duration.ZERO));
        checkDrained();
        return drained;
    }

    Room reserve(EndpointKey endpoint) {
        if (scan.behind()) {
            return Room.FULL;
        }
        synchronized (lock) {
            Room room = stopping ? Room.FULL : queues.reserve(endpoint, places.free());
            if (room instanceof Room.Taken) {
                places.reserve();
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
            return stopping ? 0 : places.reserveForClaim(claimLimit(), claimAhead(), queues.blockedWaiting());
        }
    }

    private int claimLimit() {
        if (resting) {
            return 0;
        }
        int limit = Math.min(settings.batch(), places.claimable(claimAhead(), queues.blockedWaiting()));
        return rate == null ? limit : Math.min(limit, rate.available() - places.waiting() + queues.blockedWaiting());
    }

    /** The next batch is fetched while the one before is sent, unless another node could send it now. */
    private int claimAhead() {
        return scan.alone() ? settings.batch() : 0;
    }

    void release(EndpointKey endpoint) {
        synchronized (lock) {
            places.release(1);
            queues.release(endpoint);
        }
        checkDrained();
        scan.roomFreed();
    }

    /** Gives back places that a claim reserved and did not use. */
    void releaseClaim(int count) {
        synchronized (lock) {
            places.release(count);
        }
        checkDrained();
        if (count > 0) {
            scan.roomFreed();
        }
    }

    /** So many nodes have this lane: they share its rate and what is due. */
    void share(int nodes) {
        scan.share(nodes);
        if (rate != null) {
            rate.share(nodes);
        }
    }

    void wake() {
        scan.wake();
    }

    /** What waited for another to end may be claimed. */
    void nextIsDue() {
        scan.nextIsDue();
    }

    void dueIn(Duration delay) {
        scan.dueIn(delay);
    }

    /** Uses a reserved place. */
    void arrive(LeasedDelivery delivery, long leasedAtNanos) {
        Execution execution = hold(delivery, leasedAtNanos);
        boolean refused;
        synchronized (lock) {
            places.arrive();
            refused = stopping;
            if (refused) {
                places.giveUp();
                queues.release(execution.endpoint());
            } else {
                queues.arrive(execution);
            }
        }
        if (refused) {
            execution.giveBack(Duration.ZERO);
        }
        pump();
    }

    /** Uses a place each that was reserved for a claim. What its endpoint has no room for goes back to the store. */
    void arriveClaimed(List<LeasedDelivery> claimed, long leasedAtNanos) {
        int toCome = claimed.size();
        for (LeasedDelivery delivery : claimed) {
            if (delivery.reclaimed()) {
                engine.listener().reclaimed(name);
            }
            Execution execution = hold(delivery, leasedAtNanos);
            Duration later;
            synchronized (lock) {
                places.arrive();
                later = stopping ? Duration.ZERO : queues.arriveClaimed(execution, places.free() + toCome);
                if (later != null) {
                    places.giveUp();
                }
            }
            toCome--;
            if (later != null) {
                execution.giveBack(later);
            }
        }
        pump();
    }

    private Execution hold(LeasedDelivery delivery, long leasedAtNanos) {
        Execution execution = new Execution(delivery, this, engine, leasedAtNanos);
        engine.leases().hold(execution);
        return execution;
    }

    /** Begins sends while there is work, room and rate. */
    private void pump() {
        for (Execution next = next(); next != null; next = next()) {
            try {
                engine.environment().sends().execute(next);
            } catch (RejectedExecutionException closed) {
                sent(next, -1);
                next.giveBack(Duration.ZERO);
            }
        }
    }

    private @Nullable Execution next() {
        synchronized (lock) {
            if (throttled || resting || queues.next(places.freeToSend()) == null) {
                return null;
            }
            long waitNanos = rate == null ? 0 : rate.takeOrWaitNanos();
            if (waitNanos > 0) {
                throttled = true;
                engine.environment().timer().after(Duration.ofNanos(waitNanos), this::unthrottle);
                return null;
            }
            places.begin();
            return queues.begin();
        }
    }

    /** This server lacks what every send needs: begins none until it may be there again. What waits here stays. */
    void rest(Outcome.NotTried shortage) {
        synchronized (lock) {
            if (resting || stopping) {
                return;
            }
            resting = true;
        }
        LOG.warn(
                "{} rests: reason={} delay_ms={}",
                name,
                shortage.reason(),
                shortage.delay().toMillis());
        engine.environment().timer().after(shortage.delay(), this::resume);
    }

    private void resume() {
        synchronized (lock) {
            resting = false;
        }
        pump();
        scan.roomFreed();
    }

    private void unthrottle() {
        synchronized (lock) {
            throttled = false;
        }
        pump();
    }

    /**
     * A send is over; its end is not committed yet.
     *
     * @param tookNanos how long the endpoint took to answer; negative when it was not asked
     */
    void sent(Execution execution, long tookNanos) {
        synchronized (lock) {
            places.sent();
            queues.sent(execution, tookNanos);
        }
        pump();
        scan.roomFreed();
    }

    /** The end of a delivery is committed, or left to the lapse of its lease. */
    void free() {
        synchronized (lock) {
            places.leave();
        }
        checkDrained();
        scan.roomFreed();
    }

    private void checkDrained() {
        boolean empty;
        synchronized (lock) {
            empty = stopping && places.held() == 0;
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
                    name, settings.concurrency(), places.waiting(), places.sending(), places.held(), !stopping);
        }
    }
}
