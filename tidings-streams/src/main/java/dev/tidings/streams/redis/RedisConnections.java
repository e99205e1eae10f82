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

/**
 * Redis clients of this process: one shared connection for commands, which reconnects by itself, and separate
 * connections for blocking reads.
 */
public final class RedisConnections implements AutoCloseable {
    public static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_RECONNECT_DELAY = Duration.ofMillis(500);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final ClientResources resources;
    private final RedisClient reconnecting;
    private final RedisClient blocking;
    private final RedisURI uri;
    private final AtomicReference<@Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>>> shared =
            new AtomicReference<>();

    private RedisConnections(RedisURI uri) {
        this.uri = uri;
        this.resources = ClientResources.builder()
                .reconnectDelay(Delay.exponential(Duration.ofMillis(20), MAX_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS))
                .build();
        this.reconnecting = RedisClient.create(resources, uri);
        this.blocking = RedisClient.create(resources, uri);
        reconnecting.setOptions(options(true, TimeoutOptions.enabled(TIMEOUT)));
        blocking.setOptions(options(
                false,
                TimeoutOptions.builder().timeoutCommands().connectionTimeout().build()));
    }

    /** Connects on first use, so that an unavailable Redis does not prevent the server from starting. */
    public static RedisConnections at(String url) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(TIMEOUT);
        return new RedisConnections(uri);
    }

    /** Throws an IllegalArgumentException if the text is not a Redis URL. */
    public static void requireUrl(String url) {
        RedisURI uri = RedisURI.create(url);
        // The parser takes an invalid port for a part of the host name.
        boolean named = uri.getHost() != null
                && (uri.getHost().startsWith("[") || uri.getHost().matches("[^:]+"));
        if (!named && uri.getSocket() == null && uri.getSentinels().isEmpty()) {
            throw new IllegalArgumentException("the URL has no host");
        }
    }

    private static ClientOptions options(boolean reconnect, TimeoutOptions timeouts) {
        return ClientOptions.builder()
                .autoReconnect(reconnect)
                // Commands fail immediately while disconnected; callers have their own retry.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(timeouts)
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .build();
    }

    /** The shared connection; commands of concurrent callers are pipelined. */
    public CompletableFuture<RedisAsyncCommands<String, byte[]>> commands() {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> known = shared.get();
        if (known == null) {
            CompletableFuture<StatefulRedisConnection<String, byte[]>> mine = new CompletableFuture<>();
            if (!shared.compareAndSet(null, mine)) {
                return commands();
            }
            known = mine;
            var _ = reconnecting.connectAsync(CODEC, uri).whenComplete((connection, failure) -> {
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

    /** Opens a connection for blocking reads, which closes when Redis disconnects. Blocks. */
    public StatefulRedisConnection<String, byte[]> connect() {
        return blocking.connect(CODEC);
    }

    /**
     * Opens a connection like {@link #connect()} that reads field names as bytes. Blocks.
     *
     * @param longest the maximum block time of a read; the response may take {@link #TIMEOUT} longer
     */
    public StatefulRedisConnection<byte[], byte[]> connectRaw(Duration longest) {
        StatefulRedisConnection<byte[], byte[]> connection = blocking.connect(ByteArrayCodec.INSTANCE);
        connection.setTimeout(longest.plus(TIMEOUT));
        return connection;
    }

    /** Opens a pub/sub connection, which reconnects by itself. Blocks. */
    public StatefulRedisPubSubConnection<String, String> listen() {
        return reconnecting.connectPubSub();
    }

    @Override
    public void close() {
        reconnecting.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        blocking.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
