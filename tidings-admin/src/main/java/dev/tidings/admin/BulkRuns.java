package dev.tidings.admin;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one kind of bulk change. Progress is kept in memory only: after a restart the same request can be
 * repeated, because deliveries that were already changed no longer match or have nothing left to change.
 */
public final class BulkRuns {
    /** The counting limit, and the maximum number of deliveries per run. */
    public static final int MOST = 100_000;

    private static final int AT_ONCE = 4;
    private static final int REMEMBERED = 100;
    /** Runs up to this size finish before the response. */
    private static final int SMALL = 100;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final BulkChange change;
    private final Spreading spreading;
    private final QueryStore query;
    private final StoreThreads threads;
    private final Ids ids;
    private final InstantSource clock;
    private final Map<String, BulkPass> runs = new LinkedHashMap<>();

    /** The default pacing, if no rate is requested. */
    @FunctionalInterface
    private interface Spreading {
        BulkPacing of(int deliveries);
    }

    private BulkRuns(
            BulkChange change,
            Spreading spreading,
            QueryStore query,
            StoreThreads threads,
            Ids ids,
            InstantSource clock) {
        this.change = change;
        this.spreading = spreading;
        this.query = query;
        this.threads = threads;
        this.ids = ids;
        this.clock = clock;
    }

    /** Replays ended deliveries, as fast as the lanes take them. */
    public static BulkRuns replays(
            DeliveryReplay replay, QueryStore query, StoreThreads threads, Ids ids, InstantSource clock) {
        BulkChange change = new BulkChange(
                "replay",
                "rpl_",
                Set.of(DeliveryStatus.SENT, DeliveryStatus.SKIPPED, DeliveryStatus.DEAD),
                Set.of(DeliveryStatus.DEAD),
                (tenant, deliveries, pacing) -> replay.replay(tenant, deliveries, pacing.spacing()));
        return new BulkRuns(change, deliveries -> BulkPacing.AT_ONCE, query, threads, ids, clock);
    }

    /** Makes deliveries due that wait for a retry, spread over at most a minute. */
    public static BulkRuns retries(
            ImmediateRetry retry, QueryStore query, StoreThreads threads, Ids ids, InstantSource clock) {
        BulkChange change = new BulkChange(
                "retry",
                "rtn_",
                Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED),
                Set.of(DeliveryStatus.FAILED),
                retry::retryNow);
        return new BulkRuns(
                change, deliveries -> BulkPacing.spread(deliveries, Duration.ZERO), query, threads, ids, clock);
    }

    /**
     * A request for a run.
     *
     * @param filter if it has no status, the change's default statuses apply
     * @param dryRun whether to count only
     * @param ratePerSecond null for the change's own pacing
     * @param limit the maximum number of deliveries
     */
    public record Request(
            DeliveryFilter filter, boolean dryRun, @Nullable Integer ratePerSecond, int limit) {}

    /** Counts, or starts a run. Small runs have finished when the future completes. */
    public CompletableFuture<BulkProgress> start(Request request) {
        FilterLimits.check(request.filter());
        DeliveryFilter filter = change.complete(request.filter());
        return new DeliveryCount(query, threads, filter, request.limit())
                .count()
                .thenCompose(matched -> {
                    if (request.dryRun()) {
                        return CompletableFuture.completedFuture(BulkProgress.counted(matched));
                    }
                    BulkPass run = enter(filter, request, matched);
                    CompletableFuture<Void> ended = run.start();
                    return matched <= SMALL && request.ratePerSecond() == null
                            ? ended.thenApply(done -> run.progress())
                            : CompletableFuture.completedFuture(run.progress());
                });
    }

    public BulkProgress find(String tenant, String id) {
        BulkPass run;
        synchronized (runs) {
            run = runs.get(id);
        }
        if (run == null || !run.tenant().equals(tenant)) {
            throw Problem.notFound(change.noun(), id).exception();
        }
        return run.progress();
    }

    private BulkPass enter(DeliveryFilter filter, Request request, int matched) {
        Instant now = clock.instant();
        Integer rate = request.ratePerSecond();
        String id = change.prefix() + ids.next(now);
        BulkPass run = new BulkPass(
                id,
                new BulkPass.Plan(
                        filter,
                        matched,
                        rate == null ? spreading.of(matched) : BulkPacing.ofRate(rate),
                        request.limit()),
                change.slice(),
                query,
                threads,
                clock);
        synchronized (runs) {
            if (runs.values().stream().filter(BulkPass::running).count() >= AT_ONCE) {
                throw Problem.of(
                                ProblemCode.RESOURCE_EXHAUSTED,
                                AT_ONCE + " runs are already in progress, which is the limit")
                        .retryAfter(RETRY_AFTER)
                        .exception();
            }
            runs.values().removeIf(old -> runs.size() >= REMEMBERED && !old.running());
            runs.put(id, run);
        }
        return run;
    }
}
