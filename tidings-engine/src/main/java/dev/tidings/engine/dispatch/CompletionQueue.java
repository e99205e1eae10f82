package dev.tidings.engine.dispatch;

import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.retry.Backoff;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits completions in batches. While the store is unavailable, completions are retried whether or not their leases
 * can be renewed, so that a known result is never discarded.
 */
final class CompletionQueue {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionQueue.class);
    private static final Backoff DELAYS = Backoff.doubling(Duration.ofMillis(50), Duration.ofMillis(800));
    private static final int MAX_DEFECT_RETRIES = 4;

    private final CompleteStore store;
    private final DispatchEnvironment environment;
    private final EngineListener listener;
    private final GroupCommit<Completion, CompletionResult> commits;

    CompletionQueue(CompleteStore store, int maxBatch, DispatchEnvironment environment, EngineListener listener) {
        this.store = store;
        this.environment = environment;
        this.listener = listener;
        this.commits = GroupCommit.prepared("complete", Integer.MAX_VALUE, maxBatch, environment.writer(), Batch::new);
    }

    void end(Execution execution, Completion completion) {
        end(execution, completion, 0);
    }

    private void end(Execution execution, Completion completion, int failures) {
        var _ = commits.submitUnbounded(completion).handle((result, failure) -> {
            if (failure == null) {
                execution.ended(completion, result);
            } else {
                retry(execution, completion, failures + 1, failure);
            }
            return null;
        });
    }

    private void retry(Execution execution, Completion completion, int failures, Throwable failure) {
        Throwable cause = Cause.of(failure);
        if (!(cause instanceof StoreUnavailable) && failures >= MAX_DEFECT_RETRIES) {
            LOG.error(
                    "completion not stored; the lease will expire delivery_id={} status={}",
                    completion.id(),
                    completion.to(),
                    cause);
            execution.abandoned();
            return;
        }
        environment
                .timer()
                .after(DELAYS.after(failures, environment.random()), () -> end(execution, completion, failures));
    }

    private final class Batch implements GroupCommit.PreparedBatch<CompletionResult> {
        private final List<Completion> completions;
        private final long begun = environment.ticker().nanos();
        private List<CompletionResult> results = List.of();

        Batch(List<Completion> completions) {
            this.completions = completions;
        }

        @Override
        public void write() {
            results = store.complete(completions);
        }

        @Override
        public List<CompletionResult> committed() {
            listener.committed(
                    "complete",
                    completions.size(),
                    Duration.ofNanos(environment.ticker().nanos() - begun));
            return results;
        }

        @Override
        public void failed() {}
    }
}
