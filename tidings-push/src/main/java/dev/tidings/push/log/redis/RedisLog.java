package dev.tidings.push.log.redis;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
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
    private final StreamRetention retention;
    private final byte[] length;
    private final Supplier<String> epochs;
    private final List<StreamFollower> followers = new CopyOnWriteArrayList<>();

    /**
     * @param stream the stream of the tenant {@code default}; other tenants' streams append a colon and the
     * tenant's name
     * @param length the approximate number of events that a stream retains
     * @param bounds how many of them a follower receives at the start
     */
    public RedisLog(
            RedisConnections redis,
            String stream,
            int length,
            WindowBounds bounds,
            InstantSource clock,
            RandomGenerator random) {
        this.redis = redis;
        this.stream = stream;
        this.retention = new StreamRetention(length, bounds);
        this.length = EventFields.bytes(Integer.toString(length));
        this.epochs = () -> Epoch.begin(clock.millis(), random);
    }

    @Override
    public CompletableFuture<Position> append(Event event) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(EventFields.bytes(epochs.get()));
        arguments.add(EventFields.bytes(event.id()));
        arguments.add(length);
        arguments.addAll(EventFields.of(event));
        String[] keys = StreamKeys.of(stream, event.tenant()).all();
        return call("append to", commands -> APPEND.run(commands, keys, arguments.toArray(new byte[0][])))
                .thenApply(answer -> EventFields.position(answer.getFirst(), answer.getLast()));
    }

    @Override
    public CompletableFuture<FoundEvents> find(String tenant, String recipient, String after) {
        return call("reading", commands -> erasure(tenant, commands).find(recipient, after));
    }

    @Override
    public CompletableFuture<Void> remove(String tenant, List<Position> positions) {
        if (positions.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return call("removing from", commands -> erasure(tenant, commands).remove(positions));
    }

    private StreamErasure erasure(String tenant, RedisAsyncCommands<String, byte[]> commands) {
        return new StreamErasure(StreamKeys.of(stream, tenant), tenant, commands);
    }

    @Override
    public Following follow(String tenant, Follower follower) {
        StreamFollower one =
                new StreamFollower(redis, StreamKeys.of(stream, tenant), tenant, retention, epochs, follower);
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
            throw new LogUnavailable(doing + " Redis failed: " + cause.getMessage(), cause);
        });
    }
}
