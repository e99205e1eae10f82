package dev.tidings.push.log.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@NeedsServers
class RedisSessionReplacementsTest {
    private record Node(RedisConnections redis, RedisLog log, RedisSessionReplacements replacements, Hub hub)
            implements AutoCloseable {
        static Node at(String url) {
            RedisConnections redis = RedisConnections.at(url);
            RedisLog log =
                    new RedisLog(redis, "takeovers", 1_000, WindowBounds.DEFAULT, InstantSource.system(), new Random());
            RedisSessionReplacements replacements = new RedisSessionReplacements(redis, "takeovers");
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

        List<Frame> subscribe() {
            List<Frame> frames = new CopyOnWriteArrayList<>();
            hub.subscribe(SubscriptionSpec.toAll("test", "default", "gateway-1", null), Runnable::run, subscription -> {
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
        try (RedisServer server = RedisServer.start(ServerOptions.durable());
                Node one = Node.at(server.url());
                Node two = Node.at(server.url())) {
            List<Frame> first = one.subscribe();
            await().until(() -> !first.isEmpty());

            List<Frame> second = two.subscribe();
            await().until(() -> replaced(first));
            assertThat(replaced(second)).isFalse();

            server.stop();
            List<Frame> third = one.subscribe();
            server.start();
            await().until(() -> replaced(second) != replaced(third));
        }
    }
}
