package dev.tidings.push.gateway.transport;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Limits the number of subscribers, in total and per recipient. */
public final class SubscriberPermits {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int maxSubscribers;
    private final int maxPerRecipient;
    private final AtomicInteger inUse = new AtomicInteger();
    private final Map<RecipientKey, Integer> byRecipient = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();

    private record RecipientKey(String tenant, String recipient) {}

    public SubscriberPermits(int maxSubscribers, int maxPerRecipient) {
        this.maxSubscribers = maxSubscribers;
        this.maxPerRecipient = maxPerRecipient;
    }

    /** Takes a permit, which must be released once. Throws a ProblemException when a limit is reached. */
    public void acquire(String tenant, @Nullable String recipient) {
        if (inUse.incrementAndGet() > maxSubscribers) {
            inUse.decrementAndGet();
            throw full("subscribers", maxSubscribers, "gateway.max_subscribers");
        }
        if (recipient == null) {
            return;
        }
        int of = byRecipient.merge(new RecipientKey(tenant, recipient), 1, Integer::sum);
        if (of > maxPerRecipient) {
            release(tenant, recipient);
            throw full(
                    "subscribers of recipient " + recipient, maxPerRecipient, "gateway.max_subscribers_per_recipient");
        }
    }

    public void release(String tenant, @Nullable String recipient) {
        if (inUse.decrementAndGet() == 0) {
            lock.lock();
            try {
                none.signalAll();
            } finally {
                lock.unlock();
            }
        }
        if (recipient != null) {
            byRecipient.computeIfPresent(
                    new RecipientKey(tenant, recipient), (key, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Waits until no permit is in use, but not longer than this. */
    void awaitNone(Duration most) {
        long left = most.toNanos();
        lock.lock();
        try {
            while (inUse.get() > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    public int inUse() {
        return inUse.get();
    }

    private static RuntimeException full(String what, int limit, String setting) {
        return Problem.of(
                        ProblemCode.RESOURCE_EXHAUSTED,
                        "this node has reached its limit of " + limit + " " + what + " (" + setting
                                + "); retry later or raise the limit")
                .retryAfter(RETRY_AFTER)
                .exception();
    }
}
