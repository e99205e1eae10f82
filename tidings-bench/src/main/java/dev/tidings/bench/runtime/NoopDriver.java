package dev.tidings.bench.runtime;

import dev.tidings.jobs.runtime.DriverStatus;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A driver that reports every runtime as running. */
final class NoopDriver implements RuntimeDriver {
    private final ConcurrentMap<String, ObservedRuntime> running = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public StartedRuntime start(StartOrder order) {
        String container = "noop-" + order.gameId();
        ObservedRuntime before = running.putIfAbsent(
                order.gameId(),
                new ObservedRuntime(
                        order.tenant(),
                        order.gameId(),
                        order.imageRef(),
                        container,
                        "tcp://127.0.0.1:1",
                        ObservedRuntime.State.RUNNING,
                        null,
                        null,
                        null));
        return new StartedRuntime(container, "tcp://127.0.0.1:1", before != null);
    }

    @Override
    public Optional<ObservedRuntime> stop(String tenant, String gameId, Duration grace) {
        return Optional.ofNullable(running.remove(gameId));
    }

    @Override
    public Optional<ObservedRuntime> inspect(String tenant, String gameId) {
        return Optional.ofNullable(running.get(gameId));
    }

    @Override
    public List<ObservedRuntime> list() {
        return List.copyOf(running.values());
    }

    @Override
    public List<String> logs(String tenant, String gameId, int lines) {
        return List.of();
    }

    @Override
    public List<ObservedRuntime> reap(Predicate<ObservedRuntime> known, Duration grace) {
        return List.of();
    }

    @Override
    public void onExit(Consumer<ObservedRuntime> listener) {
        // Nothing exits.
    }

    @Override
    public DriverStatus status() {
        return new DriverStatus(true, "nothing");
    }

    @Override
    public void close() {
        running.clear();
    }
}
