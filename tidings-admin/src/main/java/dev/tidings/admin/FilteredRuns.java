package dev.tidings.admin;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.BulkRunAudit;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Bulk runs that change the deliveries that match a filter, page by page from the newest to the oldest. A run never goes back,
 * and passes over deliveries that ended after its start: so a slice that is repeated after a crash changes none twice.
 */
public final class FilteredRuns implements BulkKind {
    /** The counting limit. */
    public static final int MOST_COUNTED = 100_000;

    private static final int PAGE = 100;
    /** Runs up to this size finish before the response. */
    private static final int SMALL = 100;
    /** Deliveries of a dry run that are shown. */
    private static final int SAMPLE = 10;
    /** A slice of a run with a rate lasts at most this long, so that a cancellation takes effect soon. */
    private static final int SECONDS_PER_SLICE = 4;

    private final BulkChange change;
    private final QueryStore query;
    private final BulkRunner runner;
    private final AdminEnvironment environment;

    FilteredRuns(BulkChange change, QueryStore query, AdminEnvironment environment) {
        this.change = change;
        this.query = query;
        this.environment = environment;
        this.runner = environment.bulk();
        runner.add(this);
    }

    public static FilteredRuns replays(DeliveryReplay replay, QueryStore query, AdminEnvironment environment) {
        return new FilteredRuns(BulkChange.replay(replay), query, environment);
    }

    public static FilteredRuns retries(ImmediateRetry retry, QueryStore query, AdminEnvironment environment) {
        return new FilteredRuns(BulkChange.retry(retry), query, environment);
    }

    public static FilteredRuns cancellations(
            ChangeStore changes,
            CancellationReporter reporter,
            ExpansionStop expansions,
            QueryStore query,
            AdminEnvironment environment) {
        return new FilteredRuns(BulkChange.cancellation(changes, reporter, expansions), query, environment);
    }

    public static FilteredRuns expirations(
            ChangeStore changes, CancellationReporter reporter, QueryStore query, AdminEnvironment environment) {
        return new FilteredRuns(BulkChange.expiry(changes, reporter), query, environment);
    }

    @Override
    public String name() {
        return change.name();
    }

    /** The deliveries that a cancellation comes too late for. */
    public record TooLate(int sent, int sending) {}

    /**
     * Counts those that match a request to cancel and were sent, or are being sent; empty for other requests, whose history could be
     * long.
     */
    public CompletableFuture<Optional<TooLate>> tooLate(BulkSelection request) {
        DeliveryFilter filter = request.filter();
        if (!change.selective()
                || !ExpansionStop.names(filter)
                || !filter.statuses().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return counted(filter, DeliveryStatus.SENT)
                .thenCombine(
                        counted(filter, DeliveryStatus.SENDING),
                        (sent, sending) -> Optional.of(new TooLate(sent, sending)));
    }

    private CompletableFuture<Integer> counted(DeliveryFilter filter, DeliveryStatus status) {
        return new DeliveryCount(query, threads(), filter.withStatuses(Set.of(status)), MOST_COUNTED).count();
    }

    /**
     * What a run would change.
     *
     * @param matched counted up to {@link #MOST_COUNTED}
     * @param sample the newest of them
     */
    public record DryRun(int matched, List<DeliveryId> sample) {
        public DryRun {
            sample = List.copyOf(sample);
        }
    }

    /** Counts the matching deliveries. */
    public CompletableFuture<DryRun> count(BulkSelection request) {
        BulkSelection complete = complete(request);
        return counted(complete)
                .thenCompose(matched -> threads()
                        .scan(() -> new DryRun(matched, sample(complete.filter(), Math.min(SAMPLE, matched)))));
    }

    /** The first matches, of at most as many pages as a list request reads. */
    private List<DeliveryId> sample(DeliveryFilter filter, int size) {
        return size == 0
                ? List.of()
                : DeliveryService.firstPage(query, filter, null, size).items().stream()
                        .map(Delivery::id)
                        .toList();
    }

    /**
     * Starts a run. Small runs have finished when the future completes.
     *
     * @param by the id of the API key; null if the server has none
     */
    public CompletableFuture<BulkRun> start(BulkSelection request, @Nullable String by) {
        change.requireCriterion(request.filter());
        BulkSelection complete = complete(request);
        return counted(complete).thenCompose(matched -> {
            Instant now = environment.clock().instant();
            NewBulkRun run = new NewBulkRun(
                    BulkRun.PREFIX + environment.ids().next(now),
                    complete.filter().tenant(),
                    change.name(),
                    complete.json(),
                    by,
                    matched,
                    null);
            return RequestOrigin.audited(
                            BulkRunAudit.started(
                                    run, complete.withoutRecipient().json()),
                            () -> runner.start(run))
                    .thenCompose(begun -> matched <= SMALL && complete.ratePerSecond() == null
                            ? begun.left()
                            : CompletableFuture.completedFuture(begun.run()));
        });
    }

    private BulkSelection complete(BulkSelection request) {
        FilterLimits.check("filter.", request.filter());
        return request.with(change.complete(request.filter()));
    }

    private CompletableFuture<Integer> counted(BulkSelection request) {
        int bound = request.limit() == null ? MOST_COUNTED : Math.min(request.limit(), MOST_COUNTED);
        return new DeliveryCount(query, threads(), request.filter(), bound).count();
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        BulkSelection request = BulkSelection.parse(run.request(), run.tenant());
        Integer limit = request.limit();
        long room = limit == null ? Long.MAX_VALUE : limit - run.done() - run.passedOver();
        if (room <= 0) {
            return CompletableFuture.completedFuture(BulkSlice.last(0, 0));
        }
        Integer rate = request.ratePerSecond();
        int page = (int) Math.min(room, rate == null ? PAGE : Math.min(PAGE, (long) rate * SECONDS_PER_SLICE));
        BulkPacing pacing = rate == null
                ? change.pacing().of(Objects.requireNonNullElse(run.matched(), PAGE))
                : BulkPacing.ofRate(rate);
        return begun(run, request.filter())
                .thenCompose(_ -> threads().scan(() -> query.deliveries(request.filter(), run.cursor(), page)))
                .thenCompose(found -> threads().write(() -> change(run, found, pacing, room)));
    }

    private CompletableFuture<Boolean> begun(BulkRun run, DeliveryFilter filter) {
        return run.cursor() != null
                ? CompletableFuture.completedFuture(true)
                : threads().write(() -> {
                    change.begin().accept(filter);
                    return true;
                });
    }

    private BulkSlice change(BulkRun run, Page<Delivery> page, BulkPacing pacing, long room) {
        List<Delivery> due = page.items().stream()
                .filter(delivery -> !endedAfter(run.startedAt(), delivery))
                .toList();
        int done = due.isEmpty() ? 0 : change.slice().change(run.tenant(), due, pacing);
        int seen = page.items().size();
        Duration pause = pacing.spacing().multipliedBy(seen);
        return new BulkSlice(done, seen - done, seen >= room ? null : page.next(), pause);
    }

    private static boolean endedAfter(Instant start, Delivery delivery) {
        Instant finished = delivery.finishedAt();
        return finished != null && finished.isAfter(start);
    }

    private StoreThreads threads() {
        return environment.stores();
    }
}
