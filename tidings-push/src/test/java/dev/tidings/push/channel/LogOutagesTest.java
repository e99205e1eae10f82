package dev.tidings.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Outcome;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.log.redis.RedisLog;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How an unavailable event log is logged and counted. */
@NeedsServers
class LogOutagesTest {
    private final SettableClock clock = SettableClock.atStart();
    private final List<String> heard = new ArrayList<>();

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
    void a_redis_out_of_memory_is_one_outage_until_it_accepts_events_again() throws Exception {
        try (RedisServer server = RedisServer.start(ServerOptions.fast().with("maxmemory-policy", "noeviction"));
                RedisConnections redis = RedisConnections.at(server.url());
                EventLog log = new RedisLog(
                        redis, "events", LogPartitions.ONE, 100, WindowBounds.DEFAULT, clock, new Random(1))) {
            PushChannel channel = new PushChannel(
                    log, new EventMaker(List.of(), new PlainPayload()), new LogOutages(listener, clock.ticker()));
            assertThat(sent(channel, 0)).isInstanceOf(Outcome.Sent.class);
            limitMemory(redis, "1");
            for (int i = 1; i <= 3; i++) {
                assertThat(sent(channel, i))
                        .isInstanceOfSatisfying(
                                Outcome.NotTried.class,
                                shortage -> assertThat(shortage.reason()).contains("OOM"));
            }
            assertThat(heard).containsExactly("failed", "lost", "failed", "failed");

            limitMemory(redis, "0");
            assertThat(sent(channel, 4)).isInstanceOf(Outcome.Sent.class);
            assertThat(heard).doesNotContain("back");
            clock.advance(Duration.ofSeconds(5));
            assertThat(sent(channel, 5)).isInstanceOf(Outcome.Sent.class);
            assertThat(heard).containsExactly("failed", "lost", "failed", "failed", "back");
        }
    }

    private Outcome sent(PushChannel channel, int number) throws InterruptedException {
        DeliveryId delivery = DeliveryId.of("dlv_0000000000000000000000000" + number);
        return channel.send(PushMessages.message(delivery, "order.paid", null, Payload.of("{}"), clock.instant()));
    }

    private static void limitMemory(RedisConnections redis, String bytes) {
        redis.commands()
                .join()
                .configSet("maxmemory", bytes)
                .toCompletableFuture()
                .join();
    }
}
