package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.DeliveryFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A change that can be applied to many deliveries.
 *
 * @param name of its bulk runs, such as {@code replay}
 * @param statuses the delivery statuses that can be changed
 * @param byDefault the statuses of a filter that names none
 * @param selective whether a run needs a filter with at least one criterion
 * @param pacing when the deliveries become due, if no rate is requested
 * @param slice applies the change
 * @param begin what a run does before its first slice
 */
record BulkChange(
        String name,
        Set<DeliveryStatus> statuses,
        Set<DeliveryStatus> byDefault,
        boolean selective,
        Pacing pacing,
        Slice slice,
        Consumer<DeliveryFilter> begin) {
    /** The reason of deliveries that were not sent in time, or that an operator let expire. */
    static final String EXPIRED = "expired";

    BulkChange {
        statuses = Set.copyOf(statuses);
        byDefault = Set.copyOf(byDefault);
    }

    /** The pacing of a number of deliveries. */
    @FunctionalInterface
    interface Pacing {
        BulkPacing of(int deliveries);
    }

    /** Changes some deliveries. Blocks on the store. */
    @FunctionalInterface
    interface Slice {
        /**
         * @return the number of changed deliveries; the others are in another state by now
         */
        int change(String tenant, List<Delivery> deliveries, BulkPacing pacing);
    }

    /** Makes ended deliveries pending again, due as fast as the lanes take them. */
    static BulkChange replay(DeliveryReplay replay) {
        return new BulkChange(
                "replay",
                DeliveryReplay.STATES,
                Set.of(DeliveryStatus.DEAD),
                false,
                deliveries -> BulkPacing.AT_ONCE,
                (tenant, deliveries, pacing) -> replay.replay(tenant, deliveries, pacing.spacing()),
                _ -> {});
    }

    /** Makes deliveries due that wait for a retry, spread over at most a minute. */
    static BulkChange retry(ImmediateRetry retry) {
        return new BulkChange(
                "retry",
                Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED),
                Set.of(DeliveryStatus.FAILED),
                false,
                deliveries -> BulkPacing.spread(deliveries, java.time.Duration.ZERO),
                retry::retryNow,
                _ -> {});
    }

    /** Cancels deliveries that wait. What was sent stays sent. */
    static BulkChange cancellation(ChangeStore changes, CancellationReporter reporter, ExpansionStop expansions) {
        return ending("cancel", (tenant, ids) -> changes.cancelAll(tenant, ids), reporter::canceled, expansions::stop);
    }

    /** Lets deliveries that wait expire: they are dead, and can be replayed. */
    static BulkChange expiry(ChangeStore changes, CancellationReporter reporter) {
        return ending("expire", (tenant, ids) -> changes.expireAll(tenant, ids), reporter::expired, _ -> {});
    }

    private static BulkChange ending(
            String name,
            BiFunction<String, List<DeliveryId>, List<DeliveryId>> end,
            Consumer<Delivery> report,
            Consumer<DeliveryFilter> begin) {
        Set<DeliveryStatus> waiting = Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED);
        return new BulkChange(
                name,
                waiting,
                waiting,
                true,
                deliveries -> BulkPacing.AT_ONCE,
                (tenant, deliveries, pacing) -> {
                    Set<DeliveryId> ended = Set.copyOf(end.apply(
                            tenant, deliveries.stream().map(Delivery::id).toList()));
                    deliveries.stream()
                            .filter(delivery -> ended.contains(delivery.id()))
                            .forEach(report);
                    return ended.size();
                },
                begin);
    }

    /** Refuses a run of everything, which is more likely a mistake. */
    void requireCriterion(DeliveryFilter filter) {
        if (selective && filter.equals(DeliveryFilter.of(filter.tenant()))) {
            throw Problem.invalid("filter", "empty", "at least one criterion, such as notification_id or type")
                    .exception();
        }
    }

    /** Completes the filter with the default statuses. Refuses statuses that cannot be changed. */
    DeliveryFilter complete(DeliveryFilter filter) {
        for (DeliveryStatus status : filter.statuses()) {
            if (!statuses.contains(status)) {
                throw Problem.invalid("filter.status", status.code(), "one or more of " + allowed())
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
