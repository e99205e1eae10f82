package dev.tidings.push.log.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.event.EventLogContract;
import dev.tidings.testkit.event.Remembering;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.time.SettableClock;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsServers
class PartitionedRedisLogTest extends EventLogContract {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static RedisConnections redis;

    private final String stream = "partitioned:" + STREAMS.incrementAndGet();
    private final Random random = new Random(STREAMS.get());
    private final SettableClock clock = SettableClock.atStart();

    @BeforeAll
    static void connect() {
        redis = RedisConnections.at(RedisServer.shared().url());
    }

    @AfterAll
    static void disconnect() {
        redis.close();
    }

    private List<String> streams() {
        return redis.commands()
                .thenCompose(commands -> commands.keys(stream + "#*"))
                .join();
    }

    private static void delete(String... keys) {
        var _ = redis.commands().thenCompose(commands -> commands.del(keys)).join();
    }

    @Override
    protected EventLog open() {
        return log(4);
    }

    private RedisLog log(int partitions) {
        return new RedisLog(redis, stream, new LogPartitions(partitions), 100_000, WindowBounds.DEFAULT, clock, random);
    }

    @Override
    protected EventLog lose(EventLog old) {
        old.close();
        delete(streams().toArray(new String[0]));
        return open();
    }

    @Test
    void streams_of_partitions_are_in_different_slots_with_their_other_keys_beside_them() {
        for (int count : List.of(1, 8, LogPartitions.MAX)) {
            Set<Integer> slots = new HashSet<>();
            for (int partition = 0; partition < count; partition++) {
                List<Integer> own = Arrays.stream(
                                StreamKeys.of("gateway:client_events", "acme", new LogPartitions(count), partition)
                                        .all())
                        .map(SlotHash::getSlot)
                        .distinct()
                        .toList();
                assertThat(own).hasSize(1);
                slots.addAll(own);
            }
            assertThat(slots).hasSize(count);
        }
    }

    @Test
    void keys_that_were_written_spread_over_slots() {
        try (RedisLog log = log(8)) {
            IntStream.range(0, 100)
                    .mapToObj(i -> log.append(event("user:" + i, "e" + i)))
                    .toList()
                    .forEach(append -> append.join());
        }
        assertThat(streams().stream().map(SlotHash::getSlot).distinct()).hasSize(8);
    }

    @Test
    void a_node_with_another_number_of_partitions_is_refused_until_the_log_is_given_up() throws Exception {
        try (RedisLog first = log(4);
                RedisLog other = log(2)) {
            Position old = first.append(event("user:1", "a")).join();
            Remembering follower = new Remembering();
            other.follow(TENANT, 0, follower);

            assertThatThrownBy(() -> other.append(event("user:1", "b")).join())
                    .hasCauseInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("push.partitions is 2, but the log has 4 partitions");
            follower.await(it -> it.notices().contains("unavailable"));
            assertThat(follower.beginnings()).isZero();

            delete("{" + stream + "}:layout");
            Position fresh = other.append(event("user:1", "b")).join();
            follower.await(it -> it.beginnings() == 1);
            assertThat(fresh.sameEpoch(old)).isFalse();
            assertThat(follower.ids()).doesNotContain("a");

            clock.advance(Duration.ofSeconds(2));
            assertThatThrownBy(() -> first.append(event("user:1", "c")).join())
                    .as("a node that still runs with the old number")
                    .hasMessageContaining("push.partitions is 4, but the log has 2 partitions");
        }
    }

    @Test
    void a_log_that_returns_to_an_earlier_number_of_partitions_starts_new_epochs() throws Exception {
        Position old;
        try (RedisLog four = log(4)) {
            old = four.append(event("user:1", "a")).join();
        }
        delete("{" + stream + "}:layout");
        try (RedisLog two = log(2)) {
            two.append(event("user:1", "b")).join();
        }
        delete("{" + stream + "}:layout");
        try (RedisLog four = log(4)) {
            Remembering follower = new Remembering();
            four.follow(TENANT, four.partitions().of("user:1"), follower);
            follower.await(it -> it.beginnings() == 1);
            Position fresh = four.append(event("user:1", "c")).join();
            follower.await(it -> it.ids().contains("c"));

            assertThat(fresh.sameEpoch(old)).isFalse();
            assertThat(follower.ids()).containsExactly("c");
        }
    }
}
