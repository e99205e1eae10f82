package dev.tidings.streams.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** This process at a Redis: a connection for all commands, which comes back by itself, and further ones to wait on. */
public final class RedisNode implements AutoCloseable {
    public static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MOST_PAUSE = Duration.ofMillis(500);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final ClientResources resources;
    private final RedisClient lasting;
    private final RedisClient waiting;
    private final RedisURI uri;
    private final AtomicReference<@Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>>> shared =
            new AtomicReference<>();

    private RedisNode(RedisURI uri) {
        this.uri = uri;
        this.resources = ClientResources.builder()
                .reconnectDelay(Delay.exponential(Duration.ofMillis(20), MOST_PAUSE, 2, TimeUnit.MILLISECONDS))
                .build();
        this.lasting = RedisClient.create(resources, uri);
        this.waiting = RedisClient.create(resources, uri);
        lasting.setOptions(options(true, TimeoutOptions.enabled(TIMEOUT)));
        waiting.setOptions(options(
                false,
                TimeoutOptions.builder().timeoutCommands().connectionTimeout().build()));
    }

    /** Connects when it is first needed, so that a Redis that is away keeps nobody from starting. */
    public static RedisNode at(String url) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(TIMEOUT);
        return new RedisNode(uri);
    }

    /** Throws an IllegalArgumentException for what is no URL of a Redis. */
    public static void requireUrl(String url) {
        RedisURI uri = RedisURI.create(url);
        // What cannot be read as a port is taken for a part of the host's name.
        boolean named = uri.getHost() != null
                && (uri.getHost().startsWith("[") || uri.getHost().matches("[^:]+"));
        if (!named && uri.getSocket() == null && uri.getSentinels().isEmpty()) {
            throw new IllegalArgumentException("it names no server");
        }
    }

    private static ClientOptions options(boolean reconnect, TimeoutOptions timeouts) {
        return ClientOptions.builder()
                .autoReconnect(reconnect)
                // What cannot be sent now fails now: whoever asked has better ways to wait.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(timeouts)
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .build();
    }

    /** The connection that all share; commands of many callers go out together. */
    public CompletableFuture<RedisAsyncCommands<String, byte[]>> commands() {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> known = shared.get();
        if (known == null) {
            CompletableFuture<StatefulRedisConnection<String, byte[]>> mine = new CompletableFuture<>();
            if (!shared.compareAndSet(null, mine)) {
                return commands();
            }
            known = mine;
            var _ = lasting.connectAsync(CODEC, uri).whenComplete((connection, failure) -> {
                if (failure == null) {
                    mine.complete(connection);
                } else {
                    shared.compareAndSet(mine, null);
                    mine.completeExceptionally(failure);
                }
            });
        }
        return known.thenApply(StatefulRedisConnection::async);
    }

    /** A connection to wait on, which ends when Redis goes. Blocks. */
    public StatefulRedisConnection<String, byte[]> connect() {
        return waiting.connect(CODEC);
    }

    /**
     * A connection like {@link #connect()} that takes names of fields as the bytes they are. Blocks.
     *
     * @param longest how long Redis is asked to wait at most; the answer may take {@link #TIMEOUT} longer
     */
    public StatefulRedisConnection<byte[], byte[]> connectRaw(Duration longest) {
        StatefulRedisConnection<byte[], byte[]> connection = waiting.connect(ByteArrayCodec.INSTANCE);
        connection.setTimeout(longest.plus(TIMEOUT));
        return connection;
    }

    /** Hears messages; it comes back by itself. Blocks. */
    public StatefulRedisPubSubConnection<String, String> listen() {
        return lasting.connectPubSub();
    }

    @Override
    public void close() {
        lasting.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        waiting.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
