package dev.tidings.bench.push;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.push.log.redis.RedisLog;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures how fast one node can append to the event log, the limit of the push channel over Redis: as many
 * concurrent appends as the lane has sends, each waiting for its result, over the node's single connection.
 */
public final class AppendWorkload implements Workload {
    private static final int EVENTS = 50_000;
    private static final int AT_ONCE = 64;
    private static final int STREAM_LENGTH = 100_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final String OURS = "Redis Streams";
    private static final String THEIRS = "memory ring";

    private final AtomicInteger next = new AtomicInteger();

    @Override
    public String name() {
        return "push.append";
    }

    @Override
    public String summary() {
        return EVENTS + " events of " + NumberedPayload.BYTES + " bytes appended once each, " + AT_ONCE
                + " at once, to Redis and to memory";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        ExecutorService teller = Executors.newSingleThreadExecutor();
        // Redis's common setting: an append-only file flushed every second.
        ServerOptions usual = ServerOptions.fast().with("appendonly", "yes").with("appendfsync", "everysec");
        try (RedisServer redis = RedisServer.start(usual);
                RedisConnections clients = RedisConnections.at(redis.url());
                EventLog shared = new RedisLog(
                        clients,
                        "bench",
                        LogPartitions.ONE,
                        STREAM_LENGTH,
                        WindowBounds.DEFAULT,
                        InstantSource.system(),
                        new Random());
                EventLog alone = new MemoryLog(WindowBounds.DEFAULT, InstantSource.system(), new Random(), teller)) {
            Map<String, Turns.Side<Rate>> sides = new LinkedHashMap<>();
            sides.put(OURS, warmUp -> appendAll(shared));
            sides.put(THEIRS, warmUp -> appendAll(alone));
            Map<String, List<Rate>> rates = Turns.take(stage, WARM_UPS, ROUNDS, sides);
            return List.of(Measurement.both(
                    name(),
                    "appended by one node",
                    "/s",
                    THEIRS,
                    new Rounds.Sides(figures(rates, OURS), figures(rates, THEIRS)),
                    new Goal.None()));
        } finally {
            teller.shutdown();
        }
    }

    private record Rate(double perSecond) {
        @Override
        public String toString() {
            return String.format(java.util.Locale.ROOT, "%,10.0f appends/s", perSecond);
        }
    }

    private static List<Double> figures(Map<String, List<Rate>> rates, String side) {
        return rates.getOrDefault(side, List.of()).stream().map(Rate::perSecond).toList();
    }

    private Rate appendAll(EventLog log) throws Exception {
        int until = next.get() + EVENTS;
        byte[] payload = NumberedPayload.body().getBytes(StandardCharsets.UTF_8);
        try (ExecutorService sends = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                running.add(sends.submit(() -> appendUntil(log, payload, until)));
            }
            for (Future<?> one : running) {
                one.get();
            }
            long nanos = System.nanoTime() - begin;
            next.set(until);
            return new Rate(EVENTS * (double) TimeUnit.SECONDS.toNanos(1) / nanos);
        }
    }

    private void appendUntil(EventLog log, byte[] payload, int until) {
        for (int number = next.getAndIncrement(); number < until; number = next.getAndIncrement()) {
            var _ = log.append(new Event(
                            "default",
                            NumberedPayload.RECIPIENT,
                            "bench.message",
                            "dlv_" + number,
                            payload,
                            null,
                            null))
                    .join();
        }
    }
}
