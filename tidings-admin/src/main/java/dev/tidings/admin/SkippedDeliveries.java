package dev.tidings.admin;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.Failures;
import dev.tidings.http.StoreThreads;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the deliveries that were skipped for lack of an enabled endpoint. */
public final class SkippedDeliveries {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedDeliveries.class);

    private final QueryStore query;
    private final StoreThreads threads;

    public SkippedDeliveries(QueryStore query, StoreThreads threads) {
        this.query = query;
        this.threads = threads;
    }

    /** Returns their number and filter; empty if there are none or they cannot be counted now. */
    CompletableFuture<Optional<EndpointService.Skipped>> count(EndpointKey key) {
        DeliveryFilter filter = new DeliveryFilter(
                key.tenant(),
                Set.of(DeliveryStatus.SKIPPED),
                Set.of(key.channel(), Router.NO_CHANNEL),
                key.recipient(),
                null,
                Set.of(Router.ENDPOINT_DISABLED, Router.RECIPIENT_MISSING),
                null,
                null,
                null);
        return new DeliveryCount(query, threads, filter, FilteredRuns.MOST_COUNTED)
                .count()
                .thenApply(count -> count == 0
                        ? Optional.<EndpointService.Skipped>empty()
                        : Optional.of(new EndpointService.Skipped(count, filter)))
                .exceptionally(failure -> {
                    LOG.warn(
                            "counting skipped deliveries failed; channel={} recipient={} cause={}",
                            key.channel(),
                            key.recipient(),
                            Failures.problem(failure).message());
                    return Optional.empty();
                });
    }
}
