package dev.tidings.push.log.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.time.SettableClock;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@NeedsServers
class RedisPresenceTest {
    private static final String TENANT = "default";
    private static final int THREADS = 8;
    private static final int ROUNDS = 100;

    private final SettableClock clock = SettableClock.atStart();

    @Test
    void nodes_share_presence_and_entries_of_a_stopped_node_expire() {
        sharePresence(LogPartitions.ONE);
    }

    @Test
    void nodes_share_presence_and_entries_of_a_stopped_node_expire_with_several_partitions() {
        sharePresence(new LogPartitions(4));
    }

    private void sharePresence(LogPartitions partitions) {
        String stream = "presence-" + partitions.count();
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                RedisConnections redis =
                        RedisConnections.at(RedisServer.shared().url());
                RedisPresence one = new RedisPresence(redis, stream, partitions, "one", clock, timer);
                RedisPresence two = new RedisPresence(redis, stream, partitions, "two", clock, timer)) {
            one.joined(TENANT, "user:1");
            one.joined(TENANT, "user:1");
            one.joined(TENANT, "user:2");
            two.joined(TENANT, "user:3");
            await().until(() -> two.others(TENANT).join().equals(Map.of("user:1", 2, "user:2", 1)));

            assertThat(two.elsewhere(TENANT, List.of("user:1", "user:3", "user:4")))
                    .containsExactly("user:1");
            assertThat(two.elsewhere("other", List.of("user:1"))).isEmpty();

            one.left(TENANT, "user:1");
            one.left(TENANT, "user:2");
            await().until(() -> two.others(TENANT).join().equals(Map.of("user:1", 1)));
            clock.advance(Duration.ofMinutes(1));
            assertThat(two.elsewhere(TENANT, List.of("user:1"))).isEmpty();
        }
    }

    @Test
    void the_entries_of_recipients_are_in_as_many_slots_as_there_are_partitions() {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                RedisConnections redis =
                        RedisConnections.at(RedisServer.shared().url());
                RedisPresence one = new RedisPresence(redis, "spread", new LogPartitions(8), "one", clock, timer);
                RedisPresence two = new RedisPresence(redis, "spread", new LogPartitions(8), "two", clock, timer)) {
            IntStream.range(0, 100).forEach(i -> one.joined(TENANT, "user:" + i));
            await().until(() -> two.others(TENANT).join().size() == 100);

            List<String> keys = redis.commands()
                    .thenCompose(commands -> commands.keys("*spread:present*"))
                    .join();
            assertThat(keys).hasSize(16);
            assertThat(keys.stream().map(SlotHash::getSlot).distinct())
                    .as("the hash of a node and the nodes, per partition")
                    .hasSize(8);
            assertThat(two.elsewhere(TENANT, List.of("user:1", "user:2", "user:50", "user:100")))
                    .containsExactlyInAnyOrder("user:1", "user:2", "user:50");
        }
    }

    @Test
    void the_newest_count_is_written_last_however_many_threads_change_it() throws Exception {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                RedisConnections redis =
                        RedisConnections.at(RedisServer.shared().url());
                RedisPresence one = new RedisPresence(redis, "crowded", LogPartitions.ONE, "one", clock, timer);
                RedisPresence two = new RedisPresence(redis, "crowded", LogPartitions.ONE, "two", clock, timer)) {
            one.joined(TENANT, "user:1");
            for (int round = 1; round <= ROUNDS; round++) {
                Race.of(THREADS, () -> {
                    one.joined(TENANT, "user:1");
                    return true;
                });

                // Sooner than the refresh that would repair a wrong count.
                Map<String, Integer> all = Map.of("user:1", 1 + round * THREADS);
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> two.others(TENANT).join().equals(all));
            }
        }
    }
}
