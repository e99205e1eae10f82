package dev.tidings.engine.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.delivery.HandOff.Reservation;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.core.time.Ticker;
import dev.tidings.engine.dispatch.EndpointQueue.Turn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a lane's endpoints. Tenants have their turns by weight, and the endpoints of each are served round robin, so that no
 * tenant waits for another, and no endpoint either. An endpoint that
 * responds fast may use spare permits; one that is slow or unknown is limited to its share. Guarded by the lane's lock.
 *
 * <p>Deliveries over an endpoint's limit go back to the store with a delay, so that the backlog of a slow endpoint
 * never blocks the deliveries of others.
 */
final class EndpointQueues {
    private static final Duration IDLE_EXPIRY = Duration.ofHours(1);

    /** How long after the last fast response permits are kept for fast endpoints. */
    private static final long FAST_RESERVE_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * A slow endpoint may hold this multiple of its share at acceptance, and when its deliveries come back from the
     * store.
     */
    private static final int SLOW_HELD_NEW = 2;

    private static final int SLOW_HELD_CLAIMED = 3;

    private final EndpointShare share;
    private final int fastReserve;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Map<TargetKey, EndpointQueue> queues = new HashMap<>();
    private final Cache<TargetKey, ResponseTime> slow;

    /** Queues with something to send. */
    private final TenantTurns ready;

    /** Queues with something to send that had no permit when last asked. */
    private final ArrayDeque<EndpointQueue> blocked = new ArrayDeque<>();

    /** Sends in flight that are not yet known to be slow, oldest first. */
    private final LinkedHashSet<Execution> recent = new LinkedHashSet<>();

    private int blockedWaiting;
    private boolean answeredFast;
    private long answeredFastNanos;

    /** @param remembered maximum number of slow endpoints to remember beyond their last delivery */
    EndpointQueues(
            LaneSettings settings, TenantWeights weights, int remembered, Ticker ticker, RandomGenerator random) {
        this.ready = new TenantTurns(settings, weights, ticker);
        this.share = new EndpointShare(settings.endpointShare(), settings.concurrency());
        this.fastReserve = settings.endpointShare() >= 1
                ? 0
                : (int) (settings.concurrency() * Math.min(settings.endpointShare(), 1 - settings.endpointShare()) / 2);
        this.ticker = ticker;
        this.random = random;
        this.slow = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterAccess(IDLE_EXPIRY)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Reserves a permit for a new delivery.
     *
     * @param free unused permits of the lane
     */
    Reservation reserve(TargetKey key, int free) {
        if (free <= 0) {
            return Reservation.FULL;
        }
        EndpointQueue queue = queue(key);
        if (!ready.mayHold(queue.tenant(), free)) {
            forgetIfIdle(queue);
            return Reservation.FULL;
        }
        boolean allowed = queue.fast()
                ? share.allowsFast(queue.held(), free)
                : (share.whole() || !queue.awaited())
                        && share.allows(queue.held(), free)
                        && mayHold(queue, SLOW_HELD_NEW);
        if (!allowed) {
            return new Reservation.Later(later(queue));
        }
        queue.reserve();
        return Reservation.GRANTED;
    }

    void release(TargetKey key) {
        EndpointQueue queue = queue(key);
        queue.release();
        forgetIfIdle(queue);
    }

    /** Adds a delivery whose permit was reserved by {@link #reserve}. */
    void arrive(Execution execution) {
        EndpointQueue queue = queue(execution.target());
        queue.release();
        add(queue, execution);
    }

    /**
     * Adds a claimed delivery. Returns null when it waits here now, or how long it must wait in the store.
     *
     * @param free unused permits of the lane, including those reserved for the rest of this claim
     */
    @Nullable
    Duration arriveClaimed(Execution execution, int free) {
        EndpointQueue queue = queue(execution.target());
        boolean allowed = queue.fast() || (share.allows(queue.held(), free) && mayHold(queue, SLOW_HELD_CLAIMED));
        if (!allowed) {
            return later(queue);
        }
        add(queue, execution);
        return null;
    }

    private boolean mayHold(EndpointQueue queue, int times) {
        return share.whole() || !queue.slow() || queue.held() < times * share.permits();
    }

    private Duration later(EndpointQueue queue) {
        Duration wait = queue.later(share.permits(), ticker);
        return wait.plusNanos((long) (random.nextDouble() * wait.toNanos() / 2));
    }

    private void add(EndpointQueue queue, Execution execution) {
        queue.add(execution);
        switch (queue.turn()) {
            case NONE -> enlist(queue);
            case READY -> {}
            case BLOCKED -> blockedWaiting++;
        }
    }

    private void enlist(EndpointQueue queue) {
        queue.turn(Turn.READY);
        ready.add(queue);
    }

    private void unblock() {
        blocked.forEach(this::enlist);
        blocked.clear();
        blockedWaiting = 0;
        ready.resume();
    }

    /**
     * Returns the next queue of the round robin without removing its delivery; null when nothing may be sent.
     *
     * @param free sends that the lane could begin
     */
    @Nullable
    EndpointQueue next(int free) {
        if (free <= 0) {
            return null;
        }
        detectStalls();
        for (EndpointQueue queue = ready.next(free); queue != null; queue = ready.next(free)) {
            if (mayBegin(queue, free)) {
                return queue;
            }
            queue.turn(Turn.BLOCKED);
            blocked.add(ready.remove());
            blockedWaiting += queue.waiting();
        }
        return null;
    }

    private boolean mayBegin(EndpointQueue queue, int free) {
        if (queue.fast()) {
            return queues.size() == 1 || share.allowsFast(queue.sending(), free);
        }
        return queue.sending() < share.permits()
                && share.allows(queue.sending(), free)
                && (free > fastReserve || !queue.slow() || !keepsFastReserve());
    }

    /** When no endpoint responds fast, no permits are kept free. */
    private boolean keepsFastReserve() {
        return answeredFast && ticker.nanos() - answeredFastNanos < FAST_RESERVE_NANOS;
    }

    /** Removes the delivery of the queue that {@link #next} returned. */
    Execution begin() {
        EndpointQueue queue = ready.begin();
        Execution execution = queue.begin();
        if (queue.waiting() > 0) {
            ready.add(queue);
        } else {
            queue.turn(Turn.NONE);
        }
        execution.begun(ticker.nanos());
        recent.add(execution);
        return execution;
    }

    private void detectStalls() {
        long now = ticker.nanos();
        while (!recent.isEmpty()) {
            Execution oldest = recent.getFirst();
            long age = now - oldest.begunAtNanos();
            if (age < ResponseTime.SLOW_NANOS) {
                return;
            }
            recent.removeFirst();
            EndpointQueue queue = queue(oldest.target());
            queue.stalls();
            if (!queue.answers().fast()) {
                queue.answers().atLeast(age);
            }
        }
    }

    /**
     * Records the end of a send and unblocks waiting queues.
     *
     * @param tookNanos response time of the endpoint; negative when it was not called
     */
    void sent(Execution execution, long tookNanos) {
        EndpointQueue queue = queue(execution.target());
        queue.sent(!recent.remove(execution));
        if (tookNanos >= 0) {
            queue.answers().learn(tookNanos);
            if (tookNanos < ResponseTime.SLOW_NANOS) {
                answeredFast = true;
                answeredFastNanos = ticker.nanos();
            }
        }
        forgetIfIdle(queue);
        unblock();
    }

    /** Removes all waiting deliveries. */
    List<Execution> drain() {
        List<Execution> unsent = new ArrayList<>();
        unblock();
        for (EndpointQueue queue : ready.drain()) {
            while (queue.waiting() > 0) {
                unsent.add(queue.poll());
            }
            queue.turn(Turn.NONE);
            forgetIfIdle(queue);
        }
        return unsent;
    }

    /** Returns the number of deliveries that wait for their endpoint rather than for the lane. */
    int blockedWaiting() {
        return blockedWaiting;
    }

    private EndpointQueue queue(TargetKey key) {
        EndpointQueue known = queues.get(key);
        if (known == null) {
            ResponseTime answers = slow.getIfPresent(key);
            known = new EndpointQueue(key, ready.enter(key.tenant()), answers);
            queues.put(key, known);
        }
        return known;
    }

    private void forgetIfIdle(EndpointQueue queue) {
        if (queue.held() > 0) {
            return;
        }
        queues.remove(queue.key());
        ready.leave(queue.tenant());
        if (queue.answers().slow()) {
            slow.put(queue.key(), queue.answers());
        } else if (queue.remembered()) {
            slow.invalidate(queue.key());
        }
    }
}
