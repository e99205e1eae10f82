package dev.tidings.push.log.redis;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.problem.Cause;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An event log on Redis Streams. */
public final class RedisLog implements EventLog {
    private static final RedisScript APPEND = RedisScript.named(RedisLog.class, "append.lua");

    private final RedisConnections redis;
    private final String stream;
    private final LogPartitions partitions;
    private final InstantSource clock;
    private final StreamLayout layout;
    private final StreamRetention retention;
    private final byte[] length;
    private final Supplier<String> epochs;
    private final List<StreamFollower> followers = new CopyOnWriteArrayList<>();

    /**
     * @param stream the stream of the tenant {@code default}; other tenants' streams append a colon and the
     * tenant's name, and streams of several partitions their number
     * @param partitions the same on all nodes
     * @param length the approximate number of events that the stream of a partition retains
     * @param bounds how many of them a follower receives at the start
     */
    public RedisLog(
            RedisConnections redis,
            String stream,
            LogPartitions partitions,
            int length,
            WindowBounds bounds,
            InstantSource clock,
            RandomGenerator random) {
        this.redis = redis;
        this.stream = stream;
        this.partitions = partitions;
        this.clock = clock;
        this.retention = new StreamRetention(length, bounds);
        this.length = EventFields.bytes(Integer.toString(length));
        this.epochs = () -> Epoch.begin(clock.millis(), random);
        this.layout = new StreamLayout(stream, partitions, clock, epochs);
    }

    @Override
    public LogPartitions partitions() {
        return partitions;
    }

    @Override
    public CompletableFuture<Position> append(Event event) {
        String[] keys = keys(event.tenant(), partitions.of(event.recipient())).all();
        return call(
                        "append to",
                        commands -> layout.check(commands)
                                .thenCompose(name -> APPEND.run(commands, keys, arguments(event, name))))
                .thenApply(answer -> EventFields.position(answer.getFirst(), answer.getLast()));
    }

    private byte[][] arguments(Event event, String layoutName) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(EventFields.bytes(epochs.get()));
        arguments.add(EventFields.bytes(event.id()));
        arguments.add(length);
        arguments.add(EventFields.bytes(layoutName));
        arguments.addAll(EventFields.of(event));
        return arguments.toArray(new byte[0][]);
    }

    @Override
    public CompletableFuture<FoundEvents> find(String tenant, String recipient, String after) {
        return call("reading", commands -> erasure(tenant, recipient, commands).find(recipient, after));
    }

    @Override
    public CompletableFuture<Void> remove(String tenant, String recipient, List<Position> positions) {
        if (positions.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return call(
                "removing from",
                commands -> erasure(tenant, recipient, commands).remove(positions));
    }

    private StreamErasure erasure(String tenant, String recipient, RedisAsyncCommands<String, byte[]> commands) {
        return new StreamErasure(keys(tenant, partitions.of(recipient)), tenant, commands);
    }

    private StreamKeys keys(String tenant, int partition) {
        return StreamKeys.of(stream, tenant, partitions, partition);
    }

    @Override
    public Following follow(String tenant, int partition, Follower follower) {
        StreamFollower one = new StreamFollower(
                new PartitionSource(
                        redis, keys(tenant, partition), new StreamLayout(stream, partitions, clock, epochs)),
                tenant,
                retention,
                epochs,
                follower);
        followers.add(one);
        one.start();
        return () -> {
            one.close();
            followers.remove(one);
        };
    }

    @Override
    public void close() {
        followers.forEach(StreamFollower::close);
        followers.clear();
    }

    /** @param doing begins the message of a failure */
    private <T extends @Nullable Object> CompletableFuture<T> call(
            String doing, Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        return redis.commands().thenCompose(command).exceptionally(failure -> {
            Throwable cause = Cause.of(failure);
            if (cause instanceof LogUnavailable known) {
                throw known;
            }
            throw new LogUnavailable(doing + " Redis failed: " + cause.getMessage(), cause);
        });
    }
}
