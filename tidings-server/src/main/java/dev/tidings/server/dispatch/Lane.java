package dev.tidings.server.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The bulkhead of one channel: what it holds, and what of that is in flight. */
final class Lane {
    private final String name;
    private final @Nullable Channel channel;
    private final LaneSettings settings;
    private final Engine engine;
    private final @Nullable RateLimit rate;
    private final DueScan scan;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private final Object lock = new Object();
    private final Places places;
    private final Queue<Execution> waiting = new ArrayDeque<>();
    private boolean throttled;
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
        this.places = new Places(settings);
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
            unsent = new ArrayList<>(waiting);
            waiting.clear();
            unsent.forEach(execution -> places.giveUp());
        }
        unsent.forEach(Execution::giveBack);
        checkDrained();
        return drained;
    }

    int reserve(int wanted) {
        if (scan.behind()) {
            return 0;
        }
        synchronized (lock) {
            return stopping ? 0 : places.reserve(wanted);
        }
    }

    boolean claimable() {
        synchronized (lock) {
            return !stopping && claimLimit() > 0;
        }
    }

    int reserveForClaim() {
        synchronized (lock) {
            return stopping ? 0 : places.reserveForClaim(claimLimit(), claimAhead());
        }
    }

    private int claimLimit() {
        int limit = Math.min(settings.batch(), places.claimable(claimAhead()));
        return rate == null ? limit : Math.min(limit, rate.available() - places.waiting());
    }

    /** The next batch is fetched while the one before is sent, unless another node could send it now. */
    private int claimAhead() {
        return scan.alone() ? settings.batch() : 0;
    }

    void release(int count) {
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

    void dueIn(Duration delay) {
        scan.dueIn(delay);
    }

    /** Uses a reserved place each. */
    void arrive(List<LeasedDelivery> leased, long leasedAtNanos) {
        for (LeasedDelivery delivery : leased) {
            if (delivery.reclaimed()) {
                engine.listener().reclaimed(name);
            }
            Execution execution = new Execution(delivery, this, engine, leasedAtNanos);
            engine.leases().hold(execution);
            boolean refused;
            synchronized (lock) {
                places.arrive();
                refused = stopping;
                if (refused) {
                    places.giveUp();
                } else {
                    waiting.add(execution);
                }
            }
            if (refused) {
                execution.giveBack();
            }
        }
        pump();
    }

    /** Begins sends while there is work, room and rate. */
    private void pump() {
        for (Execution next = next(); next != null; next = next()) {
            try {
                engine.environment().sends().execute(next);
            } catch (RejectedExecutionException closed) {
                sent();
                next.giveBack();
            }
        }
    }

    private @Nullable Execution next() {
        synchronized (lock) {
            if (waiting.isEmpty() || !places.maySend() || throttled) {
                return null;
            }
            long waitNanos = rate == null ? 0 : rate.takeOrWaitNanos();
            if (waitNanos > 0) {
                throttled = true;
                engine.environment().timer().after(Duration.ofNanos(waitNanos), this::unthrottle);
                return null;
            }
            places.begin();
            return waiting.poll();
        }
    }

    private void unthrottle() {
        synchronized (lock) {
            throttled = false;
        }
        pump();
    }

    /** A send is over; its end is not committed yet. */
    void sent() {
        synchronized (lock) {
            places.sent();
        }
        pump();
        scan.roomFreed();
    }

    /** The end of a delivery is committed, or left to the lapse of its lease. */
    void free() {
        synchronized (lock) {
            places.free();
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
