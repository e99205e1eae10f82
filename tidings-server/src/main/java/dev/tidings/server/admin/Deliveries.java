package dev.tidings.server.admin;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.QueryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Looks at single deliveries, replays and cancels them. */
public final class Deliveries {
    private final QueryStore query;
    private final PushStore pushes;
    private final ChangeStore changes;
    private final StoreThreads threads;
    private final Consumer<String> wake;

    /**
     * A delivery and all its attempts.
     *
     * @param acks what clients said of it
     */
    public record Detail(Delivery delivery, List<Attempt> attempts, AckTimes acks) {
        public Detail {
            attempts = List.copyOf(attempts);
        }
    }

    /** @param wake told the channel of what became due */
    public Deliveries(
            QueryStore query, PushStore pushes, ChangeStore changes, StoreThreads threads, Consumer<String> wake) {
        this.query = query;
        this.pushes = pushes;
        this.changes = changes;
        this.threads = threads;
        this.wake = wake;
    }

    public CompletableFuture<Detail> find(String tenant, DeliveryId id) {
        return threads.read(() -> new Detail(require(tenant, id), query.attempts(tenant, id), pushes.acks(tenant, id)));
    }

    public CompletableFuture<Page<Delivery>> list(DeliveryFilter filter, Paging paging) {
        return threads.read(() -> query.deliveries(filter, paging.cursor(), paging.limit()));
    }

    /** Makes it pending again; refuses unless it is sent, skipped or dead. */
    public CompletableFuture<Delivery> replay(String tenant, DeliveryId id) {
        return threads.write(() -> {
            boolean replayed =
                    !changes.replay(tenant, List.of(id), Duration.ZERO).isEmpty();
            Delivery now = require(tenant, id);
            if (!replayed) {
                throw illegal(now, "replayed", "sent, skipped or dead");
            }
            wake.accept(now.channel());
            return now;
        });
    }

    /** Cancels it; refuses unless it is pending or failed. */
    public CompletableFuture<Delivery> cancel(String tenant, DeliveryId id) {
        return threads.write(() -> {
            Delivery now = changes.cancel(tenant, id).orElseThrow(() -> unknown(id));
            if (now.status() != DeliveryStatus.CANCELED) {
                throw illegal(now, "canceled", "pending or failed");
            }
            return now;
        });
    }

    private Delivery require(String tenant, DeliveryId id) {
        return query.delivery(tenant, id).orElseThrow(() -> unknown(id));
    }

    private static RuntimeException unknown(DeliveryId id) {
        return Problem.notFound("delivery", id.value()).exception();
    }

    private static RuntimeException illegal(Delivery delivery, String verb, String expected) {
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        "delivery " + delivery.id() + " is " + delivery.status().code() + " and cannot be " + verb,
                        "status",
                        delivery.status().code(),
                        expected,
                        null)
                .exception();
    }
}
