package dev.tidings.push.log.redis;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.SessionReplacements;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces claims of client ids over Redis pub/sub. Redis drops messages for disconnected nodes; after a reconnect
 * every node repeats its claims, and of two subscriptions with one id the later claim wins. The claims are divided among as many
 * counters and pub/sub channels as the log has partitions, by tenant and client id.
 */
public final class RedisSessionReplacements implements SessionReplacements {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionReplacements.class);
    private static final RedisScript TAKE = RedisScript.named(RedisSessionReplacements.class, "take.lua");
    private static final RedisScript REMIND = RedisScript.named(RedisSessionReplacements.class, "remind.lua");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RedisConnections redis;
    private final String stream;
    private final LogPartitions partitions;
    private volatile boolean closed;

    /**
     * @param stream the name prefix of the keys
     * @param partitions the same on all nodes
     */
    public RedisSessionReplacements(RedisConnections redis, String stream, LogPartitions partitions) {
        this.redis = redis;
        this.stream = stream;
        this.partitions = partitions;
    }

    private String counter(int partition) {
        return tag(partition) + ":takes";
    }

    private String channel(int partition) {
        return tag(partition) + ":taken";
    }

    /** The counters of different partitions are in different slots. */
    private String tag(int partition) {
        return "{" + stream + (partitions.count() == 1 ? "" : "#" + partition + "/" + partitions.count()) + "}";
    }

    @Override
    public CompletableFuture<Long> take(String tenant, String clientId) {
        String client = tenant + " " + clientId;
        int partition = partitions.of(client);
        return redis.commands()
                .thenCompose(commands -> TAKE.run(
                        commands,
                        new String[] {counter(partition)},
                        EventFields.bytes(channel(partition)),
                        EventFields.bytes(client)))
                .thenApply(answer -> Long.parseLong(answer.getFirst()));
    }

    @Override
    public void remind(String tenant, String clientId, long number) {
        String client = tenant + " " + clientId;
        int partition = partitions.of(client);
        var _ = redis.commands()
                .thenCompose(commands -> REMIND.run(
                        commands,
                        new String[] {counter(partition)},
                        EventFields.bytes(channel(partition)),
                        EventFields.bytes(client),
                        EventFields.bytes(Long.toString(number))))
                .whenComplete((_, away) -> {
                    if (away != null) {
                        LOG.debug(
                                "session claim not announced; repeated after the reconnect; tenant={} client_id={}",
                                tenant,
                                clientId,
                                away);
                    }
                });
    }

    @Override
    public void listen(Listener listener) {
        Thread.ofVirtual().name("tidings-session-replacements").start(() -> connect(listener));
    }

    /** Retries until the first connection succeeds; afterwards the client reconnects by itself. */
    private void connect(Listener listener) {
        while (!closed) {
            try {
                StatefulRedisPubSubConnection<String, String> connection = redis.listen();
                connection.addListener(new ClaimListener(listener, partitions.count()));
                connection
                        .sync()
                        .subscribe(IntStream.range(0, partitions.count())
                                .mapToObj(this::channel)
                                .toArray(String[]::new));
                return;
            } catch (RedisException away) {
                LOG.debug("session claims subscription failed; retrying", away);
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private static final class ClaimListener extends RedisPubSubAdapter<String, String> {
        private final Listener listener;
        private final int channels;

        ClaimListener(Listener listener, int channels) {
            this.listener = listener;
            this.channels = channels;
        }

        /** The message is number, tenant and client id; tenants contain no blanks. */
        @Override
        public void message(String channel, String message) {
            String[] parts = message.split(" ", 3);
            if (parts.length == 3) {
                listener.taken(parts[1], parts[2], Long.parseLong(parts[0]));
            }
        }

        /** Claims are repeated once, when no channel can miss them. */
        @Override
        public void subscribed(String channel, long count) {
            if (count == channels) {
                listener.reconnected();
            }
        }
    }
}
