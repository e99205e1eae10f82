package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.export.ExportPart;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads notifications. */
public final class NotificationService {
    /** The maximum number of empty store pages per response. */
    private static final int PAGES = 5;

    private final QueryStore query;
    private final ExpansionStore expansions;
    private final AddressMasking addresses;
    private final DeliveryWaits waits;
    private final StoreThreads threads;

    /**
     * A notification and its newest deliveries.
     *
     * @param labels its tags, its cancel key, and what replaced it
     * @param expansion null if all deliveries were inserted with the notification
     */
    public record Detail(
            Notification notification,
            NotificationLabels labels,
            Page<ListedDelivery> deliveries,
            @Nullable Expansion expansion) {}

    public NotificationService(
            QueryStore query,
            ExpansionStore expansions,
            AddressMasking addresses,
            DeliveryWaits waits,
            StoreThreads threads) {
        this.query = query;
        this.expansions = expansions;
        this.addresses = addresses;
        this.waits = waits;
        this.threads = threads;
    }

    public CompletableFuture<Detail> find(String tenant, NotificationId id) {
        return threads.read(() -> {
            Notification notification = query.notification(tenant, id)
                    .orElseThrow(
                            () -> Problem.notFound("notification", id.value()).exception());
            Page<Delivery> page = query.deliveries(DeliveryFilter.of(id, tenant), null, Paging.MAX_LIMIT);
            return new Detail(
                    notification,
                    query.labels(tenant, id),
                    waits.explained(page).map(listed -> listed.shownBy(addresses)),
                    expansions.find(tenant, id).orElse(null));
        });
    }

    /** Lists notifications, newest first. */
    public CompletableFuture<Page<NotificationSummary>> list(DeliveryFilter filter, Paging paging) {
        FilterLimits.check("", filter);
        return threads.list(() -> {
            Page<NotificationSummary> page = query.notifications(filter, paging.cursor(), paging.limit());
            for (int more = 1; page.items().isEmpty() && page.next() != null && more < PAGES; more++) {
                page = query.notifications(filter, page.next(), paging.limit());
            }
            return page;
        });
    }

    /** Lists all notifications, newest first. */
    public CompletableFuture<ExportPart<NotificationSummary>> export(DeliveryFilter filter) {
        return ExportPart.ofPages(cursor -> list(filter, new Paging(cursor, Paging.EXPORT_LIMIT)));
    }

    /** Cancels the rest of an expansion. Fails with a ProblemException if the notification has none. */
    public CompletableFuture<Expansion> cancelExpansion(String tenant, NotificationId id) {
        return threads.write(() -> RequestOrigin.audited(
                        AuditChange.of(tenant, AuditAction.NOTIFICATION_EXPANSION_CANCELED, id.value()),
                        () -> expansions.cancel(tenant, id))
                .orElseThrow(() -> Problem.notFound("expansion of notification", id.value())
                        .exception()));
    }
}
