package dev.tidings.push.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.log.redis.RedisLog;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How an unavailable event log is logged and counted. */
@NeedsServers
class WatchedLogTest {
    private final List<String> heard = new ArrayList<>();
    private long nanos;

    private final GatewayListener listener = new GatewayListener() {
        @Override
        public void appendFailed() {
            heard.add("failed");
        }

        @Override
        public void logLost() {
            heard.add("lost");
        }

        @Override
        public void logBack() {
            heard.add("back");
        }
    };

    @Test
    void a_redis_out_of_memory_is_one_outage_until_it_accepts_events_again() {
        try (RedisServer server = RedisServer.start(ServerOptions.fast().with("maxmemory-policy", "noeviction"));
                RedisConnections redis = RedisConnections.at(server.url());
                WatchedLog log = new WatchedLog(
                        new RedisLog(
                                redis,
                                "events",
                                LogPartitions.ONE,
                                100,
                                WindowBounds.DEFAULT,
                                SettableClock.atStart(),
                                new Random(1)),
                        listener,
                        () -> nanos)) {
            log.append(event("dlv_first")).join();
            redis.commands()
                    .join()
                    .configSet("maxmemory", "1")
                    .toCompletableFuture()
                    .join();
            for (int i = 0; i < 3; i++) {
                Event event = event("dlv_" + i);
                assertThatThrownBy(() -> log.append(event).join()).hasMessageContaining("OOM");
            }
            assertThat(heard).containsExactly("failed", "lost", "failed", "failed");

            redis.commands()
                    .join()
                    .configSet("maxmemory", "0")
                    .toCompletableFuture()
                    .join();
            log.append(event("dlv_4")).join();
            assertThat(heard).doesNotContain("back");
            nanos += Duration.ofSeconds(5).toNanos();
            log.append(event("dlv_5")).join();
            assertThat(heard).containsExactly("failed", "lost", "failed", "failed", "back");
        }
    }

    private static Event event(String id) {
        return new Event("default", "user:42", "order.paid", id, "{}".getBytes(StandardCharsets.UTF_8), null, null);
    }
}
