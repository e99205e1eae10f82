package dev.tidings.server.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What can be done to many deliveries.
 *
 * @param noun what a run is called, as {@code replay}
 * @param prefix of the ids of runs, as {@code rpl_}
 * @param statuses of deliveries that it can be done to
 * @param byDefault the statuses of a filter that names none
 * @param slice does it
 */
record BulkChange(
        String noun, String prefix, Set<DeliveryStatus> statuses, Set<DeliveryStatus> byDefault, Slice slice) {
    BulkChange {
        statuses = Set.copyOf(statuses);
        byDefault = Set.copyOf(byDefault);
    }

    /** Changes some deliveries. Blocks on the store. */
    @FunctionalInterface
    interface Slice {
        /** @return how many were changed; the others have moved on */
        int change(String tenant, List<Delivery> deliveries, BulkPacing pace);
    }

    /** The filter with its statuses; refuses one that names others than can be changed. */
    DeliveryFilter complete(DeliveryFilter filter) {
        for (DeliveryStatus status : filter.statuses()) {
            if (!statuses.contains(status)) {
                throw Problem.invalid("status", status.code(), "some of " + allowed())
                        .exception();
            }
        }
        return filter.statuses().isEmpty() ? filter.withStatuses(byDefault) : filter;
    }

    private String allowed() {
        return statuses.stream()
                .sorted(Comparator.naturalOrder())
                .map(DeliveryStatus::code)
                .collect(Collectors.joining(", "));
    }
}
