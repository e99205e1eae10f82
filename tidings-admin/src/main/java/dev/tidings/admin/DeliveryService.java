package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.Store;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.export.ExportPart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads, replays, cancels and retries single deliveries. */
public final class DeliveryService {
    /** The maximum number of empty store pages per response. */
    private static final int PAGES = 5;

    /** The maximum number of store pages per response of a list by what deliveries wait for. */
    private static final int PAGES_OF_WAITING = 20;

    private final Ports ports;
    private final DeliveryReplay replay;
    private final ImmediateRetry retry;
    private final AddressMasking addresses;
    private final CancellationReporter cancellations;
    private final DeliveryWaits waits;
    private final StoreThreads threads;
    private final InstantSource clock;

    /**
     * The store ports for deliveries.
     *
     * @param queries reads deliveries and their attempts
     * @param pushes reads the acknowledgements of clients
     * @param changes cancels, replays and retries deliveries
     */
    public record Ports(QueryStore queries, PushStore pushes, ChangeStore changes) {
        public static Ports of(Store store) {
            return new Ports(store.queries(), store.pushes(), store.changes());
        }
    }

    /**
     * A delivery and all its attempts.
     *
     * @param acks the acknowledgements of clients
     * @param waiting what it waits for; null if it is being sent or has ended
     * @param supersededBy the notification that replaced its own, whose deliveries cannot be replayed; null if there is none
     */
    public record Detail(
            Delivery delivery,
            List<Attempt> attempts,
            AckTimes acks,
            @Nullable Waiting waiting,
            @Nullable NotificationId supersededBy) {
        public Detail {
            attempts = List.copyOf(attempts);
        }
    }

    public DeliveryService(
            Ports ports,
            DeliveryWaits waits,
            DeliveryReplay replay,
            ImmediateRetry retry,
            AddressMasking addresses,
            CancellationReporter cancellations,
            AdminEnvironment environment) {
        this.ports = ports;
        this.waits = waits;
        this.replay = replay;
        this.retry = retry;
        this.addresses = addresses;
        this.cancellations = cancellations;
        this.threads = environment.stores();
        this.clock = environment.clock();
    }

    public CompletableFuture<Detail> find(String tenant, DeliveryId id) {
        return threads.read(() -> {
            Delivery delivery = require(tenant, id);
            return new Detail(
                    addresses.of(delivery),
                    ports.queries().attempts(tenant, id),
                    ports.pushes().acks(tenant, id),
                    waits.of(delivery),
                    supersededBy(tenant, delivery));
        });
    }

    private @Nullable NotificationId supersededBy(String tenant, Delivery delivery) {
        return ports.queries().labels(tenant, delivery.notificationId()).supersededBy();
    }

    public CompletableFuture<Page<ListedDelivery>> list(DeliveryFilter filter, Paging paging) {
        FilterLimits.check("", filter);
        return threads.list(() -> {
            Page<Delivery> page = firstPage(ports.queries(), filter, paging.cursor(), paging.limit());
            return waits.explained(page).map(listed -> listed.shownBy(addresses));
        });
    }

    /**
     * Lists the deliveries that wait for one of these reasons. What a delivery waits for is not stored: it is found out
     * for the unfinished deliveries that match the filter, a bounded number of pages per call.
     *
     * @param reasons empty for any delivery, waiting or not
     */
    public CompletableFuture<Page<ListedDelivery>> list(
            DeliveryFilter filter, Set<Waiting.Reason> reasons, Paging paging) {
        if (reasons.isEmpty()) {
            return list(filter, paging);
        }
        FilterLimits.check("", filter);
        Set<DeliveryStatus> statuses = filter.statuses().isEmpty()
                ? WaitingRules.STATUSES
                : filter.statuses().stream()
                        .filter(WaitingRules.STATUSES::contains)
                        .collect(Collectors.toUnmodifiableSet());
        if (statuses.isEmpty()) {
            return CompletableFuture.completedFuture(new Page<>(List.of(), null));
        }
        DeliveryFilter waiting = filter.withStatuses(statuses);
        return threads.list(() -> {
            List<ListedDelivery> found = new ArrayList<>();
            @Nullable String cursor = paging.cursor();
            int pages = 0;
            do {
                // No page may hold more than is still wanted: a cursor cannot point into a page.
                Page<Delivery> page = ports.queries().deliveries(waiting, cursor, paging.limit() - found.size());
                for (ListedDelivery listed : waits.explained(page).items()) {
                    Waiting own = listed.waiting();
                    if (own != null && reasons.contains(own.reason())) {
                        found.add(listed.shownBy(addresses));
                    }
                }
                cursor = page.next();
            } while (cursor != null && found.size() < paging.limit() && ++pages < PAGES_OF_WAITING);
            return new Page<>(found, cursor);
        });
    }

    /** Lists all deliveries, newest first; with reasons, those that wait for one of these when their page is read. */
    public CompletableFuture<ExportPart<ListedDelivery>> export(DeliveryFilter filter, Set<Waiting.Reason> reasons) {
        return ExportPart.ofPages(cursor -> list(filter, reasons, new Paging(cursor, Paging.EXPORT_LIMIT)));
    }

    /** The first page that is not empty, of a bounded number of pages. */
    static Page<Delivery> firstPage(QueryStore queries, DeliveryFilter filter, @Nullable String cursor, int limit) {
        Page<Delivery> page = queries.deliveries(filter, cursor, limit);
        for (int more = 1; page.items().isEmpty() && page.next() != null && more < PAGES; more++) {
            page = queries.deliveries(filter, page.next(), limit);
        }
        return page;
    }

    /**
     * Makes a sent, skipped or dead delivery pending again, and refuses others. A delivery that was skipped
     * without a channel is routed again and becomes the first of its recipient's deliveries; it is refused if
     * there is still no route.
     */
    public CompletableFuture<Delivery> replay(String tenant, DeliveryId id) {
        return threads.write(() -> {
            List<Delivery> one = List.of(require(tenant, id));
            boolean replayed = RequestOrigin.audited(
                    AuditChange.of(tenant, AuditAction.DELIVERY_REPLAYED, id.value()),
                    () -> replay.replay(tenant, one, Duration.ZERO) == 1);
            Delivery now = require(tenant, id);
            if (!replayed) {
                refuseSuperseded(tenant, now);
                refuseGone(now);
                throw !DeliveryReplay.unrouted(now)
                        ? illegal(now, "replayed", "sent, skipped or dead")
                        : replay.routable(now) ? deduplicated(now) : unroutable(now);
            }
            return addresses.of(now);
        });
    }

    /**
     * Makes a delivery due that waits for a retry; one that is already due stays unchanged. Refuses a delivery
     * that is being sent, has ended or waits for its not_before.
     */
    public CompletableFuture<Delivery> retryNow(String tenant, DeliveryId id) {
        return threads.write(() -> {
            List<Delivery> one = List.of(require(tenant, id));
            boolean changed = RequestOrigin.audited(
                    AuditChange.of(tenant, AuditAction.DELIVERY_RETRIED, id.value()),
                    () -> retry.retryNow(tenant, one, BulkPacing.AT_ONCE) == 1);
            Delivery now = require(tenant, id);
            Instant next = now.nextAttemptAt();
            if (changed || (next != null && !clock.instant().isBefore(next))) {
                return addresses.of(now);
            }
            throw next == null ? notWaiting(now) : notBefore(now, next);
        });
    }

    private void refuseSuperseded(String tenant, Delivery delivery) {
        NotificationId by =
                ports.queries().labels(tenant, delivery.notificationId()).supersededBy();
        if (by != null) {
            throw new Problem(
                            ProblemCode.ILLEGAL_STATE,
                            "delivery " + delivery.id() + " cannot be replayed: its notification was replaced by " + by,
                            "notification_id",
                            delivery.notificationId().value(),
                            "a delivery of a notification that was not replaced, such as " + by,
                            null)
                    .exception();
        }
    }

    private void refuseGone(Delivery delivery) {
        EndpointId endpoint = delivery.endpointId();
        if (endpoint != null && DeliveryReplay.STATES.contains(delivery.status()) && replay.gone(delivery)) {
            throw new Problem(
                            ProblemCode.ILLEGAL_STATE,
                            "delivery " + delivery.id() + " cannot be replayed: its endpoint " + endpoint.value()
                                    + " was deleted",
                            "endpoint_id",
                            endpoint.value(),
                            "an endpoint that exists; another one gets what it missed with :recover",
                            null)
                    .exception();
        }
    }

    private static RuntimeException notWaiting(Delivery delivery) {
        boolean sending = delivery.status() == DeliveryStatus.SENDING;
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        sending
                                ? "delivery " + delivery.id()
                                        + " is being sent right now; it is not waiting for a retry"
                                : "delivery " + delivery.id() + " is "
                                        + delivery.status().code() + " and is not waiting for a retry",
                        "status",
                        delivery.status().code(),
                        "failed, or pending because its endpoint is paused or its circuit is open",
                        null)
                .exception();
    }

    private static RuntimeException notBefore(Delivery delivery, Instant time) {
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        "delivery " + delivery.id() + " waits for the not_before of its intent, " + time,
                        "not_before",
                        time.toString(),
                        "a delivery that waits for a retry",
                        null)
                .exception();
    }

    /** Lets the deliveries go that wait for a dead one whose ordering key halts; refuses others. */
    public CompletableFuture<Delivery> release(String tenant, DeliveryId id) {
        return threads.write(() -> {
            Delivery before = require(tenant, id);
            boolean released = RequestOrigin.audited(
                    AuditChange.of(tenant, AuditAction.DELIVERY_RELEASED, id.value()),
                    () -> ports.changes().release(tenant, id));
            if (!released) {
                throw illegal(before, "released", "dead, with an ordering key that halts and was not released before");
            }
            return addresses.of(require(tenant, id));
        });
    }

    /** Cancels a pending or failed delivery, and refuses others. */
    public CompletableFuture<Delivery> cancel(String tenant, DeliveryId id) {
        return threads.write(() -> {
            // Only for the counter: two concurrent requests may both count.
            boolean before = require(tenant, id).status() == DeliveryStatus.CANCELED;
            Delivery now = RequestOrigin.audited(
                            AuditChange.of(tenant, AuditAction.DELIVERY_CANCELED, id.value()),
                            () -> ports.changes().cancel(tenant, id))
                    .orElseThrow(() -> unknown(id));
            if (now.status() != DeliveryStatus.CANCELED) {
                throw illegal(now, "canceled", "pending or failed");
            }
            if (!before) {
                cancellations.canceled(addresses.of(now));
            }
            return addresses.of(now);
        });
    }

    private Delivery require(String tenant, DeliveryId id) {
        return ports.queries().delivery(tenant, id).orElseThrow(() -> unknown(id));
    }

    private static RuntimeException unknown(DeliveryId id) {
        return Problem.notFound("delivery", id.value()).exception();
    }

    private static RuntimeException unroutable(Delivery delivery) {
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        "delivery " + delivery.id() + " was skipped because " + delivery.recipient()
                                + " had no endpoint, and still has no enabled endpoint",
                        "recipient",
                        delivery.recipient(),
                        "a recipient with an enabled endpoint; create or enable one, then replay",
                        null)
                .exception();
    }

    private static RuntimeException deduplicated(Delivery delivery) {
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        "delivery " + delivery.id() + " was skipped because " + delivery.recipient()
                                + " had no endpoint, and later intents with its dedupe key have since been delivered to"
                                + " every endpoint",
                        "dedupe_key",
                        null,
                        "a dedupe key that no other delivery uses on a channel of the recipient",
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
