package dev.tidings.engine.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.LeasedBulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.BulkRunStore.Opening;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkRunnerTest {
    private static final String TENANT = "default";
    private static final int SLICES = 3;

    private final SettableClock clock = SettableClock.atStart();
    private final CountingIds ids = new CountingIds();
    private final CountingTokens tokens = new CountingTokens();
    private final SqliteStore store = SqliteStore.openInMemory("bulk-runs", clock, new ReversingCipher(), ids);
    private final BulkRunStore runs = store.bulkRuns();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Later> later = new ArrayList<>();
    private final List<String> slices = new ArrayList<>();
    private final BulkRunner first = runner();

    private record Later(Duration delay, Runnable task) {}

    /** Counts to {@link #SLICES}, ten per slice. */
    private class Counting implements BulkKind {
        @Override
        public String name() {
            return "count";
        }

        @Override
        public CompletionStage<BulkSlice> slice(BulkRun run) {
            int now = run.cursor() == null ? 1 : Integer.parseInt(run.cursor());
            slices.add(run.kind() + now);
            return CompletableFuture.completedFuture(
                    now == SLICES ? BulkSlice.last(10, 1) : BulkSlice.of(10, 0, String.valueOf(now + 1)));
        }
    }

    private BulkRunner runner() {
        BulkRunner runner =
                new BulkRunner(runs, tokens, tasks::add, (delay, task) -> later.add(new Later(delay, task)));
        runner.add(new Counting());
        runner.add(kind(
                "refuse",
                () -> CompletableFuture.failedFuture(
                        Problem.notFound("endpoint", "ept_1").exception())));
        runner.add(
                kind("break", () -> CompletableFuture.failedFuture(new StoreUnavailable("at 10.0.0.1", "it is away"))));
        runner.add(kind("throw", () -> {
            throw new IllegalStateException("a defect");
        }));
        runner.add(kind(
                "pause",
                () -> CompletableFuture.completedFuture(new BulkSlice(1, 0, "more", BulkSlice.LONGEST_PAUSE))));
        return runner;
    }

    private BulkKind kind(String name, java.util.function.Supplier<CompletionStage<BulkSlice>> slice) {
        return new BulkKind() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<BulkSlice> slice(BulkRun run) {
                slices.add(name);
                return slice.get();
            }
        };
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_run_is_done_slice_by_slice() {
        CompletableFuture<BulkRun> left = first.begin(open("count"));
        finishTasks();

        assertThat(slices).containsExactly("count1", "count2", "count3");
        assertThat(left).isCompletedWithValueMatching(run -> run.status() == BulkRunStatus.FINISHED);
        assertThat(left.join().done()).isEqualTo(30);
        assertThat(left.join().passedOver()).isEqualTo(1);
    }

    @Test
    void a_canceled_run_stops_after_its_slice() {
        LeasedBulkRun run = open("count");
        CompletableFuture<BulkRun> left = first.begin(run);
        runs.cancel(TENANT, run.run().id(), null);
        finishTasks();

        assertThat(slices).containsExactly("count1");
        assertThat(left).isCompletedWithValueMatching(ended -> ended.status() == BulkRunStatus.CANCELED);
        assertThat(left.join().done()).isEqualTo(10);
    }

    @Test
    void a_refused_slice_fails_the_run() {
        CompletableFuture<BulkRun> left = first.begin(open("refuse"));
        finishTasks();

        assertThat(left).isCompletedWithValueMatching(run -> run.status() == BulkRunStatus.FAILED);
        assertThat(left.join().error()).contains("ept_1");
    }

    @Test
    void a_broken_slice_is_repeated_later_and_its_error_shows_no_secrets() {
        LeasedBulkRun run = open("break");
        CompletableFuture<BulkRun> left = first.begin(run);
        finishTasks();
        assertThat(left).isCompleted();
        assertThat(found(run).status()).isEqualTo(BulkRunStatus.RUNNING);
        assertThat(found(run).error()).isEqualTo("the store is unavailable: it is away");

        poll(first);
        assertThat(slices).as("not at once").hasSize(1);
        for (int tries = 1; tries <= BulkRunStore.MOST_TRIES; tries++) {
            clock.advance(BulkRunner.RETRY);
            poll(first);
        }

        assertThat(slices).hasSize(BulkRunStore.MOST_TRIES);
        assertThat(found(run).status()).isEqualTo(BulkRunStatus.FAILED);
        assertThat(found(run).error()).contains("it is away");
    }

    @Test
    void a_kind_that_throws_is_retried_too() {
        LeasedBulkRun run = open("throw");
        var _ = first.begin(run);
        finishTasks();

        assertThat(found(run).error()).isEqualTo("internal error; see the server log");
    }

    @Test
    void a_run_of_a_kind_that_this_node_lacks_is_left_to_others() {
        LeasedBulkRun run = open("newer");
        var _ = first.begin(run);
        finishTasks();

        assertThat(found(run).status()).isEqualTo(BulkRunStatus.RUNNING);
    }

    @Test
    void the_next_slice_waits_for_the_pause() {
        var _ = first.begin(open("pause"));
        finishTasks();
        assertThat(slices).hasSize(1);

        Later next = later.getFirst();
        assertThat(next.delay()).isEqualTo(BulkSlice.LONGEST_PAUSE);
        next.task().run();
        finishTasks();

        assertThat(slices).hasSize(2);
    }

    @Test
    void a_run_that_is_canceled_in_a_pause_does_no_further_slice() {
        LeasedBulkRun run = open("pause");
        CompletableFuture<BulkRun> left = first.begin(run);
        finishTasks();
        runs.cancel(TENANT, run.run().id(), null);

        later.getFirst().task().run();
        finishTasks();

        assertThat(slices).hasSize(1);
        assertThat(left).isCompletedWithValueMatching(ended -> ended.status() == BulkRunStatus.CANCELED);
    }

    @Test
    void a_run_of_a_killed_node_continues_at_its_last_slice_when_the_lease_has_expired() {
        LeasedBulkRun run = open("count");
        CompletableFuture<BulkRun> left = first.begin(run);
        tasks.remove().run();
        tasks.clear();
        assertThat(slices).containsExactly("count1", "count2");

        BulkRunner second = runner();
        poll(second);
        assertThat(found(run).done()).as("leased").isEqualTo(10);
        clock.advance(BulkRunner.LEASE);
        poll(second);

        assertThat(slices).containsExactly("count1", "count2", "count2", "count3");
        assertThat(found(run).status()).isEqualTo(BulkRunStatus.FINISHED);
        assertThat(found(run).done()).isEqualTo(30);
        assertThat(left).isNotDone();
    }

    @Test
    void a_node_that_lost_the_lease_counts_nothing() {
        LeasedBulkRun run = open("count");
        CompletableFuture<BulkRun> left = first.begin(run);
        Runnable settleLate = tasks.remove();
        clock.advance(BulkRunner.LEASE);
        poll(runner());
        assertThat(found(run).done()).isEqualTo(30);

        settleLate.run();
        finishTasks();

        assertThat(found(run).done()).isEqualTo(30);
        assertThat(left).isCompleted();
    }

    @Test
    void a_stopping_node_gives_its_runs_back_at_once() {
        LeasedBulkRun run = open("pause");
        var _ = first.begin(run);
        finishTasks();
        Thread stopping = Thread.ofVirtual().start(first::stop);
        org.awaitility.Awaitility.await().until(() -> !tasks.isEmpty());
        finishTasks();
        assertThat(stopping).satisfies(thread -> thread.join());

        BulkRunner second = runner();
        poll(second);

        assertThat(slices).hasSize(2);
        assertThat(first.begin(open("count"))).isNotDone();
    }

    @Test
    void more_runs_than_fit_wait_for_their_turn() {
        for (String tenant : List.of("a", "b")) {
            for (int i = 0; i < BulkRunStore.OPEN_PER_TENANT; i++) {
                var _ = first.begin(open(tenant, "pause"));
            }
        }
        finishTasks();

        assertThat(slices).hasSize(BulkRunner.AT_ONCE);
        assertThat(runs.claim(100, BulkRunner.LEASE, tokens))
                .hasSize(2 * BulkRunStore.OPEN_PER_TENANT - BulkRunner.AT_ONCE);
    }

    @Test
    void runs_that_pause_leave_room_for_others() {
        for (int i = 0; i < BulkRunner.AT_ONCE; i++) {
            var _ = first.begin(open("a", "pause"));
        }
        finishTasks();
        slices.clear();

        var _ = first.begin(open("count"));
        finishTasks();

        assertThat(slices).containsExactly("count1", "count2", "count3");
    }

    private void poll(BulkRunner runner) {
        runner.start();
        finishTasks();
    }

    private void finishTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private LeasedBulkRun open(String kind) {
        return open(TENANT, kind);
    }

    private LeasedBulkRun open(String tenant, String kind) {
        NewBulkRun run =
                new NewBulkRun(BulkRun.PREFIX + ids.next(clock.instant()), tenant, kind, "{}", null, null, null);
        return ((Opening.Opened) runs.open(run, tokens.get(), BulkRunner.LEASE)).run();
    }

    private BulkRun found(LeasedBulkRun run) {
        return runs.find(TENANT, run.run().id()).orElseThrow();
    }
}
