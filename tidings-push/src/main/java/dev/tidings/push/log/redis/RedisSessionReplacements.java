package dev.tidings.push.log.redis;

import dev.tidings.core.event.SessionReplacements;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces claims of client ids over Redis pub/sub. Redis drops messages for disconnected nodes; after a reconnect
 * every node repeats its claims, and of two subscriptions with one id the later claim wins.
 */
public final class RedisSessionReplacements implements SessionReplacements {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionReplacements.class);
    private static final RedisScript TAKE = RedisScript.named(RedisSessionReplacements.class, "take.lua");
    private static final RedisScript REMIND = RedisScript.named(RedisSessionReplacements.class, "remind.lua");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RedisConnections redis;
    private final String counter;
    private final String channel;
    private volatile boolean closed;

    /**
     * @param stream the name prefix of the keys
     */
    public RedisSessionReplacements(RedisConnections redis, String stream) {
        this.redis = redis;
        this.counter = "{" + stream + "}:takes";
        this.channel = "{" + stream + "}:taken";
    }

    @Override
    public CompletableFuture<Long> take(String tenant, String clientId) {
        return redis.commands()
                .thenCompose(commands -> TAKE.run(
                        commands,
                        new String[] {counter},
                        EventFields.bytes(channel),
                        EventFields.bytes(tenant + " " + clientId)))
                .thenApply(answer -> Long.parseLong(answer.getFirst()));
    }

    @Override
    public void remind(String tenant, String clientId, long number) {
        var _ = redis.commands()
                .thenCompose(commands -> REMIND.run(
                        commands,
                        new String[] {counter},
                        EventFields.bytes(channel),
                        EventFields.bytes(tenant + " " + clientId),
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
                connection.addListener(new ClaimListener(listener));
                connection.sync().subscribe(channel);
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

        ClaimListener(Listener listener) {
            this.listener = listener;
        }

        /** The message is number, tenant and client id; tenants contain no blanks. */
        @Override
        public void message(String channel, String message) {
            String[] parts = message.split(" ", 3);
            if (parts.length == 3) {
                listener.taken(parts[1], parts[2], Long.parseLong(parts[0]));
            }
        }

        @Override
        public void subscribed(String channel, long count) {
            listener.reconnected();
        }
    }
}
