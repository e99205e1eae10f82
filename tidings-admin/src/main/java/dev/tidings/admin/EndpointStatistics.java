package dev.tidings.admin;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Counts the deliveries of the last 24 hours to an endpoint, the newest first, with bounded work per request. */
public final class EndpointStatistics {
    public static final Duration PERIOD = Duration.ofHours(24);

    /** The maximum number of deliveries that are counted. */
    public static final int MOST = 2_000;

    /** The maximum number of pages that are read, some of them empty: see {@link QueryStore#WINDOW}. */
    private static final int PAGES = 10;

    private static final int PAGE = 500;
    private static final double MEDIAN = 0.5;
    private static final double HIGH = 0.95;

    private final EndpointStore endpoints;
    private final EndpointViews views;
    private final QueryStore query;
    private final StoreThreads threads;
    private final InstantSource clock;

    public EndpointStatistics(
            EndpointStore endpoints, EndpointViews views, QueryStore query, StoreThreads threads, InstantSource clock) {
        this.endpoints = endpoints;
        this.views = views;
        this.query = query;
        this.threads = threads;
        this.clock = clock;
    }

    /** What the pages so far contain. */
    private static final class Tally {
        private final Map<DeliveryStatus, Integer> counts = new EnumMap<>(DeliveryStatus.class);
        private final List<Duration> latencies = new ArrayList<>();
        private int counted;
        private int pages;

        void add(List<Delivery> deliveries) {
            pages++;
            counted += deliveries.size();
            for (Delivery delivery : deliveries) {
                counts.merge(delivery.status(), 1, Integer::sum);
                Attempt last = delivery.lastAttempt();
                if (delivery.status() == DeliveryStatus.SENT && last != null && last.endedAt() != null) {
                    latencies.add(Duration.between(last.startedAt(), last.endedAt()));
                }
            }
        }

        boolean full() {
            return counted >= MOST || pages >= PAGES;
        }

        EndpointStats.@Nullable Latency latency() {
            if (latencies.isEmpty()) {
                return null;
            }
            latencies.sort(null);
            return new EndpointStats.Latency(percentile(MEDIAN), percentile(HIGH));
        }

        /** The smallest value that is not exceeded by this part of the values. */
        private Duration percentile(double part) {
            return latencies.get((int) Math.ceil(part * latencies.size()) - 1);
        }
    }

    public CompletableFuture<EndpointStats> of(EndpointRef ref) {
        Instant since = clock.instant().minus(PERIOD);
        return threads.read(() -> ref.require(endpoints)).thenCompose(endpoint -> {
            DeliveryFilter filter = new DeliveryFilter(
                            endpoint.key().tenant(),
                            Set.of(),
                            endpoint.key().channel(),
                            endpoint.key().recipient(),
                            null,
                            null,
                            null,
                            since)
                    .to(endpoint.id());
            return counted(filter, null, new Tally())
                    .thenCompose(complete -> threads.read(() -> stats(endpoint, since, complete)));
        });
    }

    /**
     * The counted deliveries.
     *
     * @param complete whether there are no more
     */
    private record Counted(Tally tally, boolean complete) {}

    private CompletableFuture<Counted> counted(DeliveryFilter filter, @Nullable String cursor, Tally tally) {
        return threads.list(() -> query.deliveries(filter, cursor, Math.min(PAGE, MOST - tally.counted)))
                .thenCompose(page -> next(filter, page, tally));
    }

    private CompletableFuture<Counted> next(DeliveryFilter filter, Page<Delivery> page, Tally tally) {
        tally.add(page.items());
        return page.next() == null || tally.full()
                ? CompletableFuture.completedFuture(new Counted(tally, page.next() == null))
                : counted(filter, page.next(), tally);
    }

    private EndpointStats stats(Endpoint endpoint, Instant since, Counted counted) {
        EndpointView.Block block = views.of(endpoint).block();
        return new EndpointStats(
                endpoint.id(),
                since,
                counted.complete(),
                counted.tally().counts,
                counted.tally().latency(),
                block == null ? EndpointCircuit.Circuit.CLOSED : block.circuit(),
                endpoint.failures());
    }
}
