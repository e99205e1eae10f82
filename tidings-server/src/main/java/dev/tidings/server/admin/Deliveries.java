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

/** Looks at single deliveries, replays and cancels them. */
public final class Deliveries {
    private final QueryStore query;
    private final PushStore pushes;
    private final ChangeStore changes;
    private final Replaying replaying;
    private final StoreThreads threads;

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

    public Deliveries(
            QueryStore query, PushStore pushes, ChangeStore changes, Replaying replaying, StoreThreads threads) {
        this.query = query;
        this.pushes = pushes;
        this.changes = changes;
        this.replaying = replaying;
        this.threads = threads;
    }

    public CompletableFuture<Detail> find(String tenant, DeliveryId id) {
        return threads.read(() -> new Detail(require(tenant, id), query.attempts(tenant, id), pushes.acks(tenant, id)));
    }

    public CompletableFuture<Page<Delivery>> list(DeliveryFilter filter, Paging paging) {
        return threads.list(() -> query.deliveries(filter, paging.cursor(), paging.limit()));
    }

    /**
     * Makes it pending again; refuses unless it is sent, skipped or dead. One that was skipped without a channel is routed
     * again: it becomes the first of its recipient's deliveries, and refused is what still leads nowhere.
     */
    public CompletableFuture<Delivery> replay(String tenant, DeliveryId id) {
        return threads.write(() -> {
            boolean replayed = replaying.replay(tenant, List.of(require(tenant, id)), Duration.ZERO) == 1;
            Delivery now = require(tenant, id);
            if (!replayed) {
                throw Replaying.unrouted(now) ? unroutable(now) : illegal(now, "replayed", "sent, skipped or dead");
            }
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

    private static RuntimeException unroutable(Delivery delivery) {
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        "delivery " + delivery.id() + " was skipped because " + delivery.recipient()
                                + " had no endpoint, and there is still no enabled endpoint",
                        "recipient",
                        delivery.recipient(),
                        "a recipient with an enabled endpoint; put or enable one, then replay",
                        null)
                .exception();
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
