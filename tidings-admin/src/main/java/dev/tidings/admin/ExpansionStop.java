package dev.tidings.admin;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops the expansions of notifications that are canceled by their id, a tag or a cancel key: otherwise their deliveries would go on to
 * appear. Blocks on the store.
 */
public final class ExpansionStop {
    private static final int PAGE = 100;

    private final QueryStore query;
    private final ExpansionStore expansions;

    public ExpansionStop(QueryStore query, ExpansionStore expansions) {
        this.query = query;
        this.expansions = expansions;
    }

    /** Whether a filter names notifications, so that it selects few and all of their deliveries. */
    static boolean names(DeliveryFilter filter) {
        return filter.notificationId() != null
                || filter.notifications().tag() != null
                || filter.notifications().cancelKey() != null;
    }

    void stop(DeliveryFilter filter) {
        NotificationId one = filter.notificationId();
        if (one != null) {
            var _ = expansions.cancel(filter.tenant(), one);
            return;
        }
        DeliveryFilter any = filter.withStatuses(Set.of());
        if (!names(filter) || any.narrowsDeliveries()) {
            return;
        }
        @Nullable String cursor = null;
        do {
            Page<NotificationSummary> page = query.notifications(any, cursor, PAGE);
            for (NotificationSummary named : page.items()) {
                var _ = expansions.cancel(filter.tenant(), named.id());
            }
            cursor = page.next();
        } while (cursor != null);
    }
}
