package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one endpoint in its lane: those that wait, oldest first, and how many are in flight. It exists while
 * there are any. Guarded by its lane's lock.
 */
final class EndpointQueue {
    /** Whether it waits for its turn. */
    enum Turn {
        /** It has nothing to send. */
        NONE,
        /** It is asked when its turn comes. */
        READY,
        /** It had no place when it was asked last. */
        BLOCKED
    }

    /** How long a delivery waits whose endpoint is not known to be slow: it will have answered by then, or be slow. */
    private static final Duration BRIEFLY = Duration.ofMillis(50);

    private final EndpointKey key;
    private final AnswerTime answers;
    private final boolean remembered;
    private @Nullable Execution first;
    private @Nullable Execution last;
    private @Nullable RateLimitQueue later;
    private int reserved;
    private int waiting;
    private int sending;
    private int stalled;
    private Turn turn = Turn.NONE;

    /** @param answers how long the endpoint took before, when that is remembered */
    EndpointQueue(EndpointKey key, @Nullable AnswerTime answers) {
        this.key = key;
        this.remembered = answers != null;
        this.answers = answers == null ? new AnswerTime() : answers;
    }

    EndpointKey key() {
        return key;
    }

    AnswerTime answers() {
        return answers;
    }

    /** Whether it was known to be slow before this queue began. */
    boolean remembered() {
        return remembered;
    }

    void reserve() {
        reserved++;
    }

    /** Gives up one reserved place, or uses it. */
    void release() {
        if (reserved == 0) {
            throw new IllegalStateException("no place of " + key + " is reserved");
        }
        reserved--;
    }

    void add(Execution execution) {
        if (last == null) {
            first = execution;
        } else {
            last.next = execution;
        }
        last = execution;
        waiting++;
    }

    /** Takes the oldest, which is in flight from now on. */
    Execution begin() {
        sending++;
        return poll();
    }

    /** Takes the oldest, which will not be sent. */
    Execution poll() {
        Execution oldest = Objects.requireNonNull(first, "nothing waits");
        first = oldest.next;
        oldest.next = null;
        if (first == null) {
            last = null;
        }
        waiting--;
        return oldest;
    }

    void stalls() {
        stalled++;
    }

    void sent(boolean wasStalled) {
        sending--;
        if (wasStalled) {
            stalled--;
        }
    }

    /** Whether the endpoint answers fast, by what it did and by what is in flight. */
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
     * When a delivery that finds no place here is due. One to a slow endpoint gets a place behind those that were told so
     * before, at the endpoint's own pace.
     */
    Duration later(int places, Ticker ticker) {
        if (!slow()) {
            return BRIEFLY;
        }
        if (later == null) {
            later = new RateLimitQueue(ticker);
        }
        Duration step = Duration.ofNanos(Math.max(1, answers.nanos() / places));
        later.close(step);
        return later.place(step);
    }

    /** Whether deliveries are on their way back that were told to come later. */
    boolean awaited() {
        return later != null && later.taken();
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
