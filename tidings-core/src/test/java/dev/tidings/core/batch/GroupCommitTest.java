package dev.tidings.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.StoreUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<List<Integer>> batches = new ArrayList<>();

    private GroupCommit<Integer, String> doubling(int capacity, int maxBatch) {
        return GroupCommit.of("test", capacity, maxBatch, tasks::add, batch -> {
            batches.add(batch);
            return batch.stream().map(item -> "r" + item).toList();
        });
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void queued_items_share_a_commit_and_each_gets_its_own_result() {
        GroupCommit<Integer, String> commits = doubling(10, 10);
        var futures = IntStream.range(0, 3).mapToObj(commits::submit).toList();
        assertThat(futures).noneMatch(CompletableFuture::isDone);
        assertThat(tasks).hasSize(1);
        runAll();
        assertThat(batches).containsExactly(List.of(0, 1, 2));
        assertThat(futures.stream().map(CompletableFuture::join)).containsExactly("r0", "r1", "r2");
        assertThat(commits.waiting()).isZero();
    }

    @Test
    void a_commit_takes_no_more_than_the_batch_and_the_rest_follows_in_order() {
        GroupCommit<Integer, String> commits = doubling(10, 2);
        IntStream.range(0, 5).forEach(item -> {
            var _ = commits.submit(item);
        });
        runAll();
        assertThat(batches).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
    }

    @Test
    void a_full_queue_refuses_with_retry_after() {
        GroupCommit<Integer, String> commits = doubling(2, 2);
        var _ = commits.submit(1);
        var _ = commits.submit(2);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> commits.submit(3))
                .satisfies(refused -> {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.RESOURCE_EXHAUSTED);
                    assertThat(refused.problem().retryAfter()).isNotNull();
                });
        var _ = commits.submitUnbounded(4);
        runAll();
        assertThat(batches).containsExactly(List.of(1, 2), List.of(4));
    }

    @Test
    void one_bad_item_fails_alone() {
        GroupCommit<Integer, Integer> commits = GroupCommit.of("test", 10, 10, tasks::add, batch -> {
            if (batch.contains(2)) {
                throw new IllegalStateException("2 is bad");
            }
            return batch;
        });
        var futures = IntStream.range(1, 4).mapToObj(commits::submit).toList();
        runAll();
        assertThat(futures.get(0).join()).isEqualTo(1);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> futures.get(1).join())
                .withRootCauseInstanceOf(IllegalStateException.class);
        assertThat(futures.get(2).join()).isEqualTo(3);
    }

    @Test
    void an_unavailable_store_is_called_once_per_batch() {
        AtomicInteger asked = new AtomicInteger();
        GroupCommit<Integer, Integer> commits = GroupCommit.of("test", 10, 10, tasks::add, batch -> {
            asked.incrementAndGet();
            throw new StoreUnavailable("disk full");
        });
        var futures = IntStream.range(1, 4).mapToObj(commits::submit).toList();
        runAll();
        assertThat(asked).hasValue(1);
        assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void an_error_does_not_stop_later_items() {
        GroupCommit<Integer, Integer> commits = GroupCommit.of("test", 10, 1, tasks::add, batch -> {
            if (batch.contains(1)) {
                throw new StackOverflowError();
            }
            return batch;
        });
        var failing = commits.submit(1);
        var following = commits.submit(2);
        runAll();
        assertThat(failing).isCompletedExceptionally();
        assertThat(following.join()).isEqualTo(2);
    }

    @Test
    void items_fail_at_once_after_the_executor_has_stopped() {
        GroupCommit<Integer, Integer> commits = GroupCommit.of(
                "test",
                10,
                10,
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                batch -> batch);
        assertThat(commits.submit(1)).isCompletedExceptionally();
        assertThat(commits.waiting()).isZero();
    }

    @Test
    void many_threads_get_exactly_their_own_results() throws Exception {
        AtomicInteger inCommit = new AtomicInteger();
        try (var writer = Executors.newSingleThreadExecutor();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            GroupCommit<Integer, Integer> commits = GroupCommit.of("test", 100_000, 50, writer::execute, batch -> {
                assertThat(inCommit.incrementAndGet()).isOne();
                List<Integer> negated = batch.stream().map(item -> -item).toList();
                inCommit.decrementAndGet();
                return negated;
            });
            int count = 5_000;
            CountDownLatch done = new CountDownLatch(count);
            List<CompletableFuture<Integer>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int item = i;
                CompletableFuture<Integer> result = new CompletableFuture<>();
                results.add(result);
                callers.execute(() -> {
                    var _ = commits.submit(item).whenComplete((value, failure) -> {
                        result.complete(value);
                        done.countDown();
                    });
                });
            }
            done.await();
            for (int i = 0; i < count; i++) {
                assertThat(results.get(i).join()).isEqualTo(-i);
            }
        }
    }
}
