package dev.tidings.admin;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointCriterion;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Bulk runs that make the waiting deliveries of an endpoint due after it was unblocked, spread over at most a minute. Deliveries
 * that were being sent at that moment start to wait only afterwards, so they are looked for again, soon and when all sends of that
 * time have ended. Those that failed again since the fix keep their backoff.
 */
public final class UnblockRuns implements BulkKind {
    /** The name of this kind. */
    public static final String NAME = "unblock";

    static final Set<DeliveryStatus> WAITING = Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED);

    private static final int PAGE = 100;

    /** When the deliveries are looked for the second time. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** By the end of the steps between the second and the last time, sends that were in flight have ended. */
    private static final Duration STEP = BulkSlice.LONGEST_PAUSE;

    private static final int SECOND = 1;
    private static final int LAST = 7;

    private final EndpointStore endpoints;
    private final QueryStore query;
    private final ImmediateRetry retry;
    private final LocalEndpointHealth local;
    private final StoreThreads threads;
    private final InstantSource clock;

    /** @param endpoints the current endpoints, not a cache */
    public UnblockRuns(
            EndpointStore endpoints,
            QueryStore query,
            ImmediateRetry retry,
            LocalEndpointHealth local,
            StoreThreads threads,
            InstantSource clock) {
        this.endpoints = endpoints;
        this.query = query;
        this.retry = retry;
        this.local = local;
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The deliveries of an endpoint with one of these statuses. */
    static DeliveryFilter deliveriesOf(Endpoint endpoint, Set<DeliveryStatus> statuses) {
        return new DeliveryFilter(
                        endpoint.key().tenant(),
                        statuses,
                        endpoint.key().channel(),
                        endpoint.key().recipient(),
                        null,
                        null,
                        null,
                        null)
                .to(new EndpointCriterion(endpoint.id(), true));
    }

    /**
     * Where a slice starts.
     *
     * @param step 0, {@link #SECOND} and {@link #LAST} look for deliveries; the others let time pass
     * @param page the cursor of the deliveries; null for the first page
     */
    private record Position(int step, @Nullable String page) {
        static Position of(@Nullable String cursor) {
            if (cursor == null) {
                return new Position(0, null);
            }
            int slash = cursor.indexOf('/');
            String page = cursor.substring(slash + 1);
            return new Position(Integer.parseInt(cursor.substring(0, slash)), page.isEmpty() ? null : page);
        }

        boolean looks() {
            return step <= SECOND || step == LAST;
        }

        BulkSlice at(String nextPage, int done, int passedOver) {
            return new BulkSlice(done, passedOver, step + "/" + nextPage, Duration.ZERO);
        }

        BulkSlice over(int done, int passedOver) {
            return step == LAST
                    ? BulkSlice.last(done, passedOver)
                    : new BulkSlice(done, passedOver, (step + 1) + "/", step == 0 ? SOON : STEP);
        }
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        Position position = Position.of(run.cursor());
        if (!position.looks()) {
            return CompletableFuture.completedFuture(position.over(0, 0));
        }
        UnblockRequest request = UnblockRequest.parse(run.request());
        return threads.scan(() -> page(run, request, position))
                .thenCompose(found -> found.map(page -> threads.write(() -> makeDue(run, request, position, page)))
                        .orElseGet(() -> CompletableFuture.completedFuture(BulkSlice.last(0, 0))));
    }

    /** Returns empty if nothing may be sent to the endpoint any more. */
    private Optional<Page<Delivery>> page(BulkRun run, UnblockRequest request, Position position) {
        return new EndpointRef.ById(run.tenant(), request.endpoint())
                .find(endpoints)
                .filter(endpoint -> endpoint.enabled() && !endpoint.pausedAt(clock.instant()))
                .map(endpoint -> query.deliveries(deliveriesOf(endpoint, WAITING), position.page(), PAGE));
    }

    private BulkSlice makeDue(BulkRun run, UnblockRequest request, Position position, Page<Delivery> page) {
        List<Delivery> untried = page.items().stream()
                .filter(delivery -> untriedSince(request.fixedAt(), delivery.lastAttempt()))
                .toList();
        int done = retry.retryNow(
                run.tenant(),
                untried,
                BulkPacing.spread(Objects.requireNonNullElse(run.matched(), PAGE), local.propagationDelay()));
        int passedOver = page.items().size() - done;
        String next = page.next();
        return next == null ? position.over(done, passedOver) : position.at(next, done, passedOver);
    }

    private static boolean untriedSince(Instant fixedAt, @Nullable Attempt last) {
        return last == null || !last.startedAt().isAfter(fixedAt);
    }
}
