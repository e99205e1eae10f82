package dev.tidings.push.gateway.stream;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many may subscribe: in all, and for one recipient. */
public final class SubscriberPermits {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int most;
    private final int mostPerRecipient;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<Whose, Integer> byRecipient = new ConcurrentHashMap<>();

    private record Whose(String tenant, String recipient) {}

    public SubscriberPermits(int most, int mostPerRecipient) {
        this.most = most;
        this.mostPerRecipient = mostPerRecipient;
    }

    /** Takes a place, to be given back once. Throws a ProblemException when there is none. */
    public void take(String tenant, @Nullable String recipient) {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            throw full("subscribers", most, "gateway.max_subscribers");
        }
        if (recipient == null) {
            return;
        }
        int of = byRecipient.merge(new Whose(tenant, recipient), 1, Integer::sum);
        if (of > mostPerRecipient) {
            giveBack(tenant, recipient);
            throw full(
                    "subscribers of recipient " + recipient, mostPerRecipient, "gateway.max_subscribers_per_recipient");
        }
    }

    public void giveBack(String tenant, @Nullable String recipient) {
        taken.decrementAndGet();
        if (recipient != null) {
            byRecipient.computeIfPresent(new Whose(tenant, recipient), (whose, count) -> count > 1 ? count - 1 : null);
        }
    }

    public int taken() {
        return taken.get();
    }

    private static RuntimeException full(String what, int most, String setting) {
        return Problem.of(
                        ProblemCode.RESOURCE_EXHAUSTED,
                        "this node has as many " + what + " as it may have: " + most + " (" + setting + ")")
                .retryAfter(RETRY_AFTER)
                .exception();
    }
}
