package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one endpoint in its lane: the waiting ones, oldest first, and the number in flight. Exists only
 * while there are any. Guarded by the lane's lock.
 */
final class EndpointQueue {
    /** Its state in the round robin. */
    enum Turn {
        /** Nothing to send. */
        NONE,
        /** In the round robin. */
        READY,
        /** Had no permit when last asked. */
        BLOCKED
    }

    /** The wait for an endpoint not known to be slow: by then it has responded or is known to be slow. */
    private static final Duration SHORT_DELAY = Duration.ofMillis(50);

    private final TargetKey key;
    private final LaneTenant tenant;
    private final ResponseTime answers;
    private final boolean remembered;
    private @Nullable Execution first;
    private @Nullable Execution last;
    private @Nullable RateLimitQueue later;
    private int reserved;
    private int waiting;
    private int sending;
    private int stalled;
    private Turn turn = Turn.NONE;

    /** @param answers earlier response times, when remembered */
    EndpointQueue(TargetKey key, LaneTenant tenant, @Nullable ResponseTime answers) {
        this.key = key;
        this.tenant = tenant;
        this.remembered = answers != null;
        this.answers = answers == null ? new ResponseTime() : answers;
    }

    TargetKey key() {
        return key;
    }

    LaneTenant tenant() {
        return tenant;
    }

    ResponseTime answers() {
        return answers;
    }

    /** Returns whether it was known to be slow before this queue existed. */
    boolean remembered() {
        return remembered;
    }

    void reserve() {
        reserved++;
        tenant.hold();
    }

    /** Releases or uses one reserved permit. */
    void release() {
        if (reserved == 0) {
            throw new IllegalStateException("no permit of " + key + " is reserved");
        }
        reserved--;
        tenant.leave();
    }

    void add(Execution execution) {
        if (last == null) {
            first = execution;
        } else {
            last.next = execution;
        }
        last = execution;
        waiting++;
        tenant.hold();
    }

    /** Removes the oldest delivery, which is in flight from now on. */
    Execution begin() {
        sending++;
        tenant.hold();
        tenant.begin();
        return poll();
    }

    /** Removes the oldest delivery, which will not be sent. */
    Execution poll() {
        Execution oldest = Objects.requireNonNull(first, "the queue is empty");
        first = oldest.next;
        oldest.next = null;
        if (first == null) {
            last = null;
        }
        waiting--;
        tenant.leave();
        return oldest;
    }

    void stalls() {
        stalled++;
    }

    void sent(boolean wasStalled) {
        sending--;
        tenant.leave();
        tenant.sent();
        if (wasStalled) {
            stalled--;
        }
    }

    /** Returns whether the endpoint responds fast, by its average and by the sends in flight. */
    boolean fast() {
        return answers.fast() && !stalling();
    }

    boolean slow() {
        return answers.slow() || stalling();
    }

    private boolean stalling() {
        return stalled > 0 && 2 * stalled >= sending;
    }

    /**
     * Returns when a delivery without a permit is due. For a slow endpoint, each delivery is scheduled behind the
     * earlier ones at the endpoint's own rate.
     */
    Duration later(int permits, Ticker ticker) {
        if (!slow()) {
            return SHORT_DELAY;
        }
        if (later == null) {
            later = new RateLimitQueue(ticker);
        }
        Duration step = Duration.ofNanos(Math.max(1, answers.nanos() / permits));
        later.close(step);
        return later.nextSlot(step);
    }

    /** Returns whether delayed deliveries are still to come back. */
    boolean awaited() {
        return later != null && later.hasScheduled();
    }

    int waiting() {
        return waiting;
    }

    int sending() {
        return sending;
    }

    int held() {
        return reserved + waiting + sending;
    }

    Turn turn() {
        return turn;
    }

    void turn(Turn now) {
        turn = now;
    }
}
