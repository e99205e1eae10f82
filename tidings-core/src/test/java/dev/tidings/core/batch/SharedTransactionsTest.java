package dev.tidings.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SharedTransactionsTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private boolean stopping;
    private boolean failing;

    private final SharedTransactions writer = new SharedTransactions(this::accept, this::together);

    private final GroupCommit<String, String> accepts = commits("accept");
    private final GroupCommit<String, String> completions = commits("complete");

    private void accept(Runnable task) {
        if (stopping) {
            throw new RejectedExecutionException("stopped");
        }
        tasks.add(task);
    }

    private void together(Runnable writes) {
        log.add("begin");
        writes.run();
        if (failing) {
            log.add("rollback");
            throw new IllegalStateException("the commit failed");
        }
        log.add("commit");
    }

    private GroupCommit<String, String> commits(String name) {
        return GroupCommit.of(name, 10, 10, writer, batch -> {
            log.add(name + batch);
            if (batch.contains("bad")) {
                throw new IllegalArgumentException("bad");
            }
            return batch;
        });
    }

    private CompletableFuture<String> logged(CompletableFuture<String> result) {
        return result.whenComplete((value, failure) -> log.add(failure == null ? value + " done" : "failed"));
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void commits_of_different_kinds_that_wait_share_a_transaction_and_end_after_it() {
        var _ = logged(accepts.submit("a"));
        var _ = logged(completions.submit("b"));

        runAll();

        assertThat(log).containsExactly("begin", "accept[a]", "complete[b]", "commit", "a done", "b done");
    }

    @Test
    void a_commit_that_is_alone_needs_no_shared_transaction() {
        var _ = logged(accepts.submit("a"));

        runAll();

        assertThat(log).containsExactly("accept[a]", "a done");
    }

    @Test
    void an_item_that_fails_does_not_fail_those_of_other_kinds_or_its_own_batch() {
        var first = accepts.submit("a");
        var bad = accepts.submit("bad");
        var other = completions.submit("b");

        runAll();

        assertThat(bad).isCompletedExceptionally();
        assertThat(first).isCompletedWithValue("a");
        assertThat(other).isCompletedWithValue("b");
    }

    @Test
    void items_of_a_transaction_that_fails_are_written_again_one_by_one() {
        failing = true;
        var first = accepts.submit("a");
        var second = accepts.submit("b");
        var other = completions.submit("c");
        tasks.remove().run();
        tasks.remove().run();
        tasks.remove().run();
        failing = false;

        runAll();

        assertThat(other).as("alone in its batch").isCompletedExceptionally();
        assertThat(List.of(first.join(), second.join())).containsExactly("a", "b");
    }

    @Test
    void the_last_task_of_a_writer_that_stops_is_committed() {
        var result = accepts.submit("a");
        stopping = true;

        runAll();

        assertThat(result).isCompletedWithValue("a");
    }
}
