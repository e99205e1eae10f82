package dev.tidings.server.admin;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.Transitions;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.QueryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Replays by filter. Progress is kept in memory only: after a restart the same replay is started again and goes on with
 * what is left, because what was replayed no longer matches.
 */
public final class BulkReplays {
    /** As far as is counted, and as many as one run replays. */
    public static final int MOST = 100_000;

    private static final int AT_ONCE = 4;
    private static final int REMEMBERED = 100;
    /** Up to so many are replayed before the answer. */
    private static final int SMALL = 100;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final QueryStore query;
    private final Replaying replaying;
    private final StoreThreads threads;
    private final Ids ids;
    private final InstantSource clock;
    private final Map<String, ReplayRun> runs = new LinkedHashMap<>();

    public BulkReplays(QueryStore query, Replaying replaying, StoreThreads threads, Ids ids, InstantSource clock) {
        this.query = query;
        this.replaying = replaying;
        this.threads = threads;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param filter without a status: dead ones
     * @param dryRun counts only
     * @param ratePerSecond null for as fast as the lanes take them
     * @param limit at most so many
     */
    public record Request(
            DeliveryFilter filter, boolean dryRun, @Nullable Integer ratePerSecond, int limit) {
        public Request {
            for (DeliveryStatus status : filter.statuses()) {
                if (!Transitions.legal(status, DeliveryStatus.PENDING) || !status.terminal()) {
                    throw Problem.invalid("status", status.code(), "some of sent, skipped, dead")
                            .exception();
                }
            }
            if (filter.statuses().isEmpty()) {
                filter = filter.withStatuses(Set.of(DeliveryStatus.DEAD));
            }
        }
    }

    /** Counts, or starts a run; a small one has ended by the time of the answer. */
    public CompletableFuture<Replay> start(Request request) {
        return threads.list(() -> query.count(request.filter(), request.limit()))
                .thenCompose(matched -> {
                    if (request.dryRun()) {
                        return CompletableFuture.completedFuture(Replay.counted(matched));
                    }
                    ReplayRun run = enter(request, matched);
                    CompletableFuture<Void> ended = run.start();
                    return matched <= SMALL && request.ratePerSecond() == null
                            ? ended.thenApply(done -> run.progress())
                            : CompletableFuture.completedFuture(run.progress());
                });
    }

    public Replay find(String tenant, String id) {
        ReplayRun run;
        synchronized (runs) {
            run = runs.get(id);
        }
        if (run == null || !run.tenant().equals(tenant)) {
            throw Problem.notFound("replay", id).exception();
        }
        return run.progress();
    }

    private ReplayRun enter(Request request, int matched) {
        Instant now = clock.instant();
        Integer rate = request.ratePerSecond();
        Duration spacing = rate == null ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(rate);
        String id = "rpl_" + ids.next(now);
        ReplayRun run = new ReplayRun(
                id, matched, query, replaying, threads, clock, request.filter(), spacing, request.limit());
        synchronized (runs) {
            if (runs.values().stream().filter(ReplayRun::running).count() >= AT_ONCE) {
                throw Problem.of(ProblemCode.RESOURCE_EXHAUSTED, AT_ONCE + " replays are running already")
                        .retryAfter(RETRY_AFTER)
                        .exception();
            }
            runs.values().removeIf(old -> runs.size() >= REMEMBERED && !old.running());
            runs.put(id, run);
        }
        return run;
    }
}
