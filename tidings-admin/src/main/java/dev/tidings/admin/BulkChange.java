package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A change that can be applied to many deliveries.
 *
 * @param noun the name of a run, such as {@code replay}
 * @param prefix the prefix of run ids, such as {@code rpl_}
 * @param statuses the delivery statuses that can be changed
 * @param byDefault the statuses of a filter that names none
 * @param slice applies the change
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
        /**
         * @return the number of changed deliveries; the others are in another state by now
         */
        int change(String tenant, List<Delivery> deliveries, BulkPacing pacing);
    }

    /** Completes the filter with the default statuses. Refuses statuses that cannot be changed. */
    DeliveryFilter complete(DeliveryFilter filter) {
        for (DeliveryStatus status : filter.statuses()) {
            if (!statuses.contains(status)) {
                throw Problem.invalid("status", status.code(), "one or more of " + allowed())
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
