package dev.tidings.push.log.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.PresenceBoard;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.HubSettings;
import dev.tidings.push.gateway.SubscriptionSpec;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import io.lettuce.core.cluster.SlotHash;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@NeedsServers
class RedisSessionReplacementsTest {
    private record Node(RedisConnections redis, RedisLog log, RedisSessionReplacements replacements, Hub hub)
            implements AutoCloseable {
        static Node at(String url, LogPartitions partitions) {
            RedisConnections redis = RedisConnections.at(url);
            RedisLog log = new RedisLog(
                    redis, "takeovers", partitions, 1_000, WindowBounds.DEFAULT, InstantSource.system(), new Random());
            RedisSessionReplacements replacements = new RedisSessionReplacements(redis, "takeovers", partitions);
            Hub hub = new Hub(
                    log,
                    replacements,
                    PresenceBoard.alone(),
                    HubSettings.DEFAULT,
                    null,
                    InstantSource.system(),
                    GatewayListener.NONE);
            return new Node(redis, log, replacements, hub);
        }

        List<Frame> subscribe(String clientId) {
            List<Frame> frames = new CopyOnWriteArrayList<>();
            hub.subscribe(SubscriptionSpec.toAll("test", "default", clientId, null), Runnable::run, subscription -> {
                for (List<Frame> next = subscription.take(1_000); !next.isEmpty(); next = subscription.take(1_000)) {
                    frames.addAll(next);
                }
            });
            return frames;
        }

        @Override
        public void close() {
            hub.close();
            log.close();
            redis.close();
        }
    }

    private static boolean replaced(List<Frame> frames) {
        return frames.stream()
                .anyMatch(frame -> frame instanceof Frame.Ended ended && ended.reason() == Frame.End.REPLACED);
    }

    @Test
    void a_subscription_on_another_node_replaces_the_first_even_after_an_outage() {
        replaceAfterOutage(LogPartitions.ONE);
    }

    @Test
    void a_subscription_on_another_node_replaces_the_first_even_after_an_outage_with_several_partitions() {
        replaceAfterOutage(new LogPartitions(4));
    }

    private static void replaceAfterOutage(LogPartitions partitions) {
        try (RedisServer server = RedisServer.start(ServerOptions.durable());
                Node one = Node.at(server.url(), partitions);
                Node two = Node.at(server.url(), partitions)) {
            List<Frame> first = one.subscribe("gateway-1");
            await().until(() -> !first.isEmpty());

            List<Frame> second = two.subscribe("gateway-1");
            await().until(() -> replaced(first));
            assertThat(replaced(second)).isFalse();

            server.stop();
            List<Frame> third = one.subscribe("gateway-1");
            server.start();
            await().until(() -> replaced(second) != replaced(third));
        }
    }

    @Test
    void claims_of_different_clients_use_counters_in_different_slots() {
        try (RedisServer server = RedisServer.start(ServerOptions.fast());
                Node one = Node.at(server.url(), new LogPartitions(4));
                Node two = Node.at(server.url(), new LogPartitions(4))) {
            List<String> clients =
                    IntStream.range(0, 30).mapToObj(i -> "gateway-" + i).toList();
            List<List<Frame>> first = clients.stream().map(one::subscribe).toList();
            await().until(() -> first.stream().noneMatch(List::isEmpty));
            List<List<Frame>> second = clients.stream().map(two::subscribe).toList();

            await().until(() -> first.stream().allMatch(RedisSessionReplacementsTest::replaced));
            assertThat(second).noneMatch(RedisSessionReplacementsTest::replaced);
            assertThat(one.redis().commands().thenCompose(commands -> commands.keys("*:takes")).join().stream()
                            .map(SlotHash::getSlot)
                            .distinct())
                    .hasSize(4);
        }
    }
}
