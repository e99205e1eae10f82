package dev.tidings.jobs;

import dev.tidings.jobs.Runtimes.Underway;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.StreamHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of a stream and publishes their results. Jobs of one game run in order, jobs of different games of a batch
 * in parallel. A batch starts when the driver is done with the previous one, whose results may not be durable yet: they
 * share a commit with the beginning of these jobs.
 */
final class JobHandler<J> implements StreamHandler<J> {
    private final String tenant;
    private final String stream;
    private final Function<J, String> game;
    private final BiFunction<Requester, J, Underway> work;
    private final Function<Operation, CompletableFuture<Operation>> announce;

    /** The batch that was begun last. */
    private volatile @Nullable Batch last;

    /**
     * @param game the game of a job
     * @param announce publishes a result
     */
    JobHandler(
            String tenant,
            String stream,
            Function<J, String> game,
            BiFunction<Requester, J, Underway> work,
            Function<Operation, CompletableFuture<Operation>> announce) {
        this.tenant = tenant;
        this.stream = stream;
        this.game = game;
        this.work = work;
        this.announce = announce;
    }

    @Override
    public List<Refused> handle(List<Decoded<J>> jobs) throws InterruptedException {
        // A retry: the batches before it are finished, and those after it are not started.
        return new Batch(jobs).finish();
    }

    @Override
    public Handling begin(List<Decoded<J>> jobs) {
        Batch batch = new Batch(jobs);
        Batch previous = last;
        last = batch;
        if (previous == null) {
            batch.start();
        } else {
            batch.follow(previous);
        }
        return batch;
    }

    /** While one batch is published and the next is driven, a third waits for the driver. */
    @Override
    public int batchesInFlight() {
        return 3;
    }

    private Underway run(Decoded<J> job) {
        return work.apply(Requester.stream(tenant, stream, job.id()), job.value());
    }

    /** Jobs that were read together. */
    private final class Batch implements Handling {
        private final CompletableFuture<Boolean> startTurn = new CompletableFuture<>();
        private final CompletableFuture<Boolean> publishTurn = new CompletableFuture<>();
        private final CompletableFuture<Void> driven;
        private final CompletableFuture<Void> published;
        private final CompletableFuture<Boolean> settled = new CompletableFuture<>();

        Batch(List<Decoded<J>> jobs) {
            Map<String, CompletableFuture<?>> drivenByGame = new HashMap<>();
            Map<String, CompletableFuture<?>> publishedByGame = new HashMap<>();
            CompletableFuture<?> turn = startTurn;
            for (Decoded<J> job : jobs) {
                String id = game.apply(job.value());
                CompletableFuture<Underway> underway =
                        drivenByGame.getOrDefault(id, turn).thenApply(_ -> run(job));
                if (!drivenByGame.containsKey(id)) {
                    // In stream order: a future calls its dependents in reverse.
                    turn = underway.handle((_, _) -> true);
                }
                drivenByGame.put(id, underway.thenCompose(Underway::driven));
                publishedByGame.put(
                        id,
                        publishedByGame
                                .getOrDefault(id, publishTurn)
                                .thenCombine(underway.thenCompose(Underway::ended), (_, ended) -> ended)
                                .thenCompose(announce));
            }
            this.driven = all(drivenByGame);
            this.published = all(publishedByGame);
            var _ = published.whenComplete((_, _) -> settled.complete(true));
        }

        private static CompletableFuture<Void> all(Map<String, CompletableFuture<?>> byGame) {
            return CompletableFuture.allOf(byGame.values().toArray(CompletableFuture[]::new));
        }

        void start() {
            startTurn.complete(true);
            publishTurn.complete(true);
        }

        /** Waits for the previous batch. If that fails, this batch starts when it is finished. */
        void follow(Batch previous) {
            var _ = previous.driven.thenRun(() -> startTurn.complete(true));
            var _ = previous.published.thenRun(() -> publishTurn.complete(true));
            var _ = previous.published.whenComplete((_, failure) -> {
                if (failure != null) {
                    settled.complete(true);
                }
            });
        }

        @Override
        public CompletableFuture<?> settled() {
            return settled;
        }

        @Override
        public List<Refused> finish() throws InterruptedException {
            start();
            var _ = RetryWait.await(published);
            return List.of();
        }

        @Override
        public boolean abandon() {
            startTurn.completeExceptionally(new RejectedExecutionException("the consumer is stopping"));
            return startTurn.isCompletedExceptionally();
        }
    }
}
