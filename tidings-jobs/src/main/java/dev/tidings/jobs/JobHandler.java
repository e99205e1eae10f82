package dev.tidings.jobs;

import dev.tidings.core.problem.Cause;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.streams.StreamHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Runs the jobs of a stream and publishes their results. Jobs of one game run in order, jobs of different games in
 * parallel.
 */
final class JobHandler<J> implements StreamHandler<J> {
    private final String tenant;
    private final String stream;
    private final Function<J, String> game;
    private final BiFunction<Requester, J, Operation> work;
    private final ResultPublisher publisher;
    private final Executor drivers;

    JobHandler(
            String tenant,
            String stream,
            Function<J, String> game,
            BiFunction<Requester, J, Operation> work,
            ResultPublisher publisher,
            Executor drivers) {
        this.tenant = tenant;
        this.stream = stream;
        this.game = game;
        this.work = work;
        this.publisher = publisher;
        this.drivers = drivers;
    }

    @Override
    public List<Refused> handle(List<Decoded<J>> batch) throws InterruptedException {
        Map<String, List<Decoded<J>>> games = new LinkedHashMap<>();
        for (Decoded<J> one : batch) {
            games.computeIfAbsent(game.apply(one.value()), _ -> new ArrayList<>())
                    .add(one);
        }
        List<CompletableFuture<Void>> running = games.values().stream()
                .map(jobs -> CompletableFuture.runAsync(() -> jobs.forEach(this::handle), drivers))
                .toList();
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException failed) {
            throw Cause.unchecked(failed);
        }
        return List.of();
    }

    private void handle(Decoded<J> job) {
        publisher.announce(work.apply(Requester.stream(tenant, stream, job.id()), job.value()));
    }
}
