package dev.tidings.push.log.redis;

import dev.tidings.core.event.SessionReplacements;
import dev.tidings.streams.redis.RedisNode;
import dev.tidings.streams.redis.Script;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takings as messages that all nodes hear. Redis keeps no message for who is away; when the connection is back all nodes
 * are reminded, and of two subscriptions under one id the one that was numbered later stays.
 */
public final class RedisSessionReplacements implements SessionReplacements {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionReplacements.class);
    private static final Script TAKE = Script.named(RedisSessionReplacements.class, "take.lua");
    private static final Script REMIND = Script.named(RedisSessionReplacements.class, "remind.lua");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RedisNode redis;
    private final String counter;
    private final String channel;
    private volatile boolean closed;

    /** @param stream in whose name they are told */
    public RedisSessionReplacements(RedisNode redis, String stream) {
        this.redis = redis;
        this.counter = "{" + stream + "}:takes";
        this.channel = "{" + stream + "}:taken";
    }

    @Override
    public CompletableFuture<Long> take(String tenant, String clientId) {
        return redis.commands()
                .thenCompose(commands -> TAKE.run(
                        commands, new String[] {counter}, Fields.bytes(channel), Fields.bytes(tenant + " " + clientId)))
                .thenApply(answer -> Long.parseLong(answer.getFirst()));
    }

    @Override
    public void remind(String tenant, String clientId, long number) {
        var _ = redis.commands()
                .thenCompose(commands -> REMIND.run(
                        commands,
                        new String[] {counter},
                        Fields.bytes(channel),
                        Fields.bytes(tenant + " " + clientId),
                        Fields.bytes(Long.toString(number))))
                .whenComplete((_, away) -> {
                    if (away != null) {
                        LOG.debug("{} of {} is told when Redis is back", clientId, tenant, away);
                    }
                });
    }

    @Override
    public void listen(Listener listener) {
        Thread.ofVirtual().name("tidings-takeovers").start(() -> connect(listener));
    }

    /** Until Redis is there for the first time; from then on the connection comes back by itself. */
    private void connect(Listener listener) {
        while (!closed) {
            try {
                StatefulRedisPubSubConnection<String, String> connection = redis.listen();
                connection.addListener(new Hearing(listener));
                connection.sync().subscribe(channel);
                return;
            } catch (RedisException away) {
                LOG.debug("takings cannot be heard yet", away);
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

    private static final class Hearing extends RedisPubSubAdapter<String, String> {
        private final Listener listener;

        Hearing(Listener listener) {
            this.listener = listener;
        }

        /** Number, tenant, client; a tenant has no blanks. */
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
