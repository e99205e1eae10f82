package dev.tidings.jobs;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts and stops runtimes at once, for people. Throws a {@link ProblemException} where this node does not drive them. */
public interface RuntimeControl {
    /** Of a server that runs no jobs: refuses everything. */
    RuntimeControl NONE = new RuntimeControl() {
        @Override
        public void requireEnabled() {
            throw notEnabled();
        }

        @Override
        public CompletableFuture<Operation> start(Requester requester, StartJob job) {
            throw notEnabled();
        }

        @Override
        public CompletableFuture<Operation> stop(Requester requester, StopJob job) {
            throw notEnabled();
        }

        @Override
        public CompletableFuture<List<String>> logs(String tenant, String gameId, int lines) {
            throw notEnabled();
        }

        private ProblemException notEnabled() {
            return Problem.of(ProblemCode.NOT_ENABLED, "jobs are disabled on this server: jobs.enabled is false")
                    .exception();
        }
    };

    /** Throws a {@link ProblemException} where this server runs no jobs at all. */
    default void requireEnabled() {}

    CompletableFuture<Operation> start(Requester requester, StartJob job);

    CompletableFuture<Operation> stop(Requester requester, StopJob job);

    CompletableFuture<List<String>> logs(String tenant, String gameId, int lines);
}
