package dev.tidings.engine.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.delivery.HandOver.Room;
import dev.tidings.core.endpoint.EndpointKey;
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
 * The queues of a lane's endpoints, served in turn, so that no endpoint waits for another. One that answers fast may use
 * what nobody else needs; one that is slow, or of which nothing is known yet, has its share at most. Guarded by its lane's
 * lock.
 *
 * <p>What an endpoint may not hold in memory goes back to the store until its turn comes: a claim finds it again then, and
 * not before, so that the backlog of a slow endpoint is never in the way of the others' deliveries.
 */
final class EndpointQueues {
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    /** After the last fast answer, so long is room kept for endpoints that answer fast. */
    private static final long KEPT_FREE_NANOS = Duration.ofMinutes(1).toNanos();

    /** A slow endpoint may hold so many times its share when accepted, and when it comes back from the store. */
    private static final int SLOW_HELD = 2;

    private static final int SLOW_HELD_COMING_BACK = 3;

    private final EndpointShare share;
    private final int keptFree;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Map<EndpointKey, EndpointQueue> queues = new HashMap<>();
    private final Cache<EndpointKey, AnswerTime> slow;

    /** Those with something to send, in turn. */
    private final ArrayDeque<EndpointQueue> ready = new ArrayDeque<>();

    /** Those that had something to send and no place for it, when they were last asked. */
    private final ArrayDeque<EndpointQueue> blocked = new ArrayDeque<>();

    /** Sends in flight that are not known to be slow yet, oldest first. */
    private final LinkedHashSet<Execution> recent = new LinkedHashSet<>();

    private int blockedWaiting;
    private boolean answeredFast;
    private long answeredFastNanos;

    /** @param remembered slow endpoints at most whose slowness is known after their last delivery */
    EndpointQueues(LaneSettings settings, int remembered, Ticker ticker, RandomGenerator random) {
        this.share = new EndpointShare(settings.endpointShare(), settings.concurrency());
        this.keptFree = settings.endpointShare() >= 1
                ? 0
                : (int) (settings.concurrency() * Math.min(settings.endpointShare(), 1 - settings.endpointShare()) / 2);
        this.ticker = ticker;
        this.random = random;
        this.slow = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Reserves a place for a fresh delivery.
     *
     * @param free places of the lane that nothing holds
     */
    Room reserve(EndpointKey key, int free) {
        if (free <= 0) {
            return Room.FULL;
        }
        EndpointQueue queue = queue(key);
        boolean allowed = queue.fast()
                ? share.allowsFast(queue.held(), free)
                : (share.whole() || !queue.awaited()) && share.allows(queue.held(), free) && mayHold(queue, SLOW_HELD);
        if (!allowed) {
            return new Room.Later(later(queue));
        }
        queue.reserve();
        return Room.TAKEN;
    }

    void release(EndpointKey key) {
        EndpointQueue queue = queue(key);
        queue.release();
        forgetIfIdle(queue);
    }

    /** A delivery for which {@link #reserve} took a place. */
    void arrive(Execution execution) {
        EndpointQueue queue = queue(execution.endpoint());
        queue.release();
        add(queue, execution);
    }

    /**
     * A delivery that was claimed. Returns null when it waits here now, or how long it has to wait in the store.
     *
     * @param free places of the lane that nothing holds, with those of this claim, whose endpoints are yet to be seen
     */
    @Nullable
    Duration arriveClaimed(Execution execution, int free) {
        EndpointQueue queue = queue(execution.endpoint());
        boolean allowed = queue.fast() || (share.allows(queue.held(), free) && mayHold(queue, SLOW_HELD_COMING_BACK));
        if (!allowed) {
            return later(queue);
        }
        add(queue, execution);
        return null;
    }

    private boolean mayHold(EndpointQueue queue, int times) {
        return share.whole() || !queue.slow() || queue.held() < times * share.places();
    }

    private Duration later(EndpointQueue queue) {
        Duration wait = queue.later(share.places(), ticker);
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
    }

    /**
     * The endpoint whose turn it is, without taking its delivery; null when nothing that waits may be sent.
     *
     * @param free sends that the lane could begin
     */
    @Nullable
    EndpointQueue next(int free) {
        if (free <= 0) {
            return null;
        }
        noticeStalls();
        for (EndpointQueue queue = ready.peek(); queue != null; queue = ready.peek()) {
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
        return queue.sending() < share.places()
                && share.allows(queue.sending(), free)
                && (free > keptFree || !queue.slow() || !keepingFree());
    }

    /** Where no endpoint answers fast there is nobody to keep room for. */
    private boolean keepingFree() {
        return answeredFast && ticker.nanos() - answeredFastNanos < KEPT_FREE_NANOS;
    }

    /** Takes the delivery of the endpoint that {@link #next} named. */
    Execution begin() {
        EndpointQueue queue = ready.remove();
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

    private void noticeStalls() {
        long now = ticker.nanos();
        while (!recent.isEmpty()) {
            Execution oldest = recent.getFirst();
            long age = now - oldest.begunAtNanos();
            if (age < AnswerTime.SLOW_NANOS) {
                return;
            }
            recent.removeFirst();
            EndpointQueue queue = queue(oldest.endpoint());
            queue.stalls();
            if (!queue.answers().fast()) {
                queue.answers().atLeast(age);
            }
        }
    }

    /**
     * A send is over, and all that waited for a place may have one now.
     *
     * @param tookNanos how long the endpoint took to answer; negative when it was not asked
     */
    void sent(Execution execution, long tookNanos) {
        EndpointQueue queue = queue(execution.endpoint());
        queue.sent(!recent.remove(execution));
        if (tookNanos >= 0) {
            queue.answers().learn(tookNanos);
            if (tookNanos < AnswerTime.SLOW_NANOS) {
                answeredFast = true;
                answeredFastNanos = ticker.nanos();
            }
        }
        forgetIfIdle(queue);
        unblock();
    }

    /** Takes out all that waits. */
    List<Execution> drain() {
        List<Execution> unsent = new ArrayList<>();
        unblock();
        for (EndpointQueue queue : ready) {
            while (queue.waiting() > 0) {
                unsent.add(queue.poll());
            }
            queue.turn(Turn.NONE);
            forgetIfIdle(queue);
        }
        ready.clear();
        return unsent;
    }

    /** Deliveries that wait for their endpoint, and not for the lane. */
    int blockedWaiting() {
        return blockedWaiting;
    }

    private EndpointQueue queue(EndpointKey key) {
        EndpointQueue known = queues.get(key);
        if (known == null) {
            AnswerTime answers = slow.getIfPresent(key);
            known = new EndpointQueue(key, answers);
            queues.put(key, known);
        }
        return known;
    }

    private void forgetIfIdle(EndpointQueue queue) {
        if (queue.held() > 0) {
            return;
        }
        queues.remove(queue.key());
        if (queue.answers().slow()) {
            slow.put(queue.key(), queue.answers());
        } else if (queue.remembered()) {
            slow.invalidate(queue.key());
        }
    }
}
