package dev.tidings.push.log.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.contract.AsyncApi;
import dev.tidings.testkit.event.EventLogContract;
import dev.tidings.testkit.event.Remembering;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsServers
class RedisLogTest extends EventLogContract {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final AsyncApi CONTRACT = AsyncApi.of("client-events");
    private static RedisConnections redis;

    private final String stream = "test:" + STREAMS.incrementAndGet();
    private final Random random = new Random(STREAMS.get());

    @BeforeAll
    static void connect() {
        redis = RedisConnections.at(RedisServer.shared().url());
    }

    @AfterAll
    static void disconnect() {
        redis.close();
    }

    @Override
    protected EventLog open() {
        return log(redis, 100_000);
    }

    private RedisLog log(RedisConnections at, int length) {
        return new RedisLog(
                at, stream, LogPartitions.ONE, length, WindowBounds.DEFAULT, InstantSource.system(), random);
    }

    @Override
    protected EventLog lose(EventLog old) {
        old.close();
        try (StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
            connection.sync().del(stream);
        }
        return open();
    }

    @Test
    void an_entry_has_only_the_fields_of_the_contract() {
        RedisLog log = log(redis, 100);
        log.append(event("user:42", "dlv_1")).join();

        try (StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
            List<StreamMessage<String, byte[]>> entries = connection.sync().xrange(stream, Range.unbounded());
            assertThat(entries).hasSize(1);
            assertThat(entries.getFirst().getBody())
                    .containsOnlyKeys("user_id", "event_type", "event_id", "payload_bytes");
            CONTRACT.check("clientEvent", entries.getFirst().getBody());
            assertThat(entries.getFirst().getBody().get("user_id"))
                    .isEqualTo("user:42".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_redis_out_of_memory_leaves_no_partial_writes() {
        try (RedisServer full = RedisServer.start(ServerOptions.fast().with("maxmemory-policy", "noeviction"));
                RedisConnections at = RedisConnections.at(full.url());
                StatefulRedisConnection<String, byte[]> connection = at.connect()) {
            RedisLog log = log(at, 100);
            connection.sync().configSet("maxmemory", "1");
            assertThatThrownBy(() -> log.append(event("user:42", "dlv_1")).join())
                    .hasMessageContaining("OOM");
            assertThatThrownBy(() -> log.append(event("user:42", "dlv_1")).join())
                    .as("the first event of a stream fails as well")
                    .hasMessageContaining("OOM");
            assertThat(connection.sync().keys("*")).isEmpty();

            connection.sync().configSet("maxmemory", "0");
            Position first = log.append(event("user:42", "dlv_1")).join();
            connection.sync().del(stream);
            Map<String, Long> before = sizes(connection);
            connection.sync().configSet("maxmemory", "1");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> log.append(event("user:42", "dlv_2")).join())
                        .hasMessageContaining("OOM");
                assertThat(sizes(connection)).isEqualTo(before);
            }

            connection.sync().configSet("maxmemory", "0");
            Position second = log.append(event("user:42", "dlv_1")).join();
            assertThat(second.epoch())
                    .as("the stream and its metadata were lost")
                    .isNotEqualTo(first.epoch());
            assertThat(connection.sync().xlen(stream)).isEqualTo(1);
        }
    }

    /** The number of elements per key. */
    private static Map<String, Long> sizes(StatefulRedisConnection<String, byte[]> connection) {
        return connection.sync().keys("*").stream().collect(Collectors.toMap(key -> key, key -> switch (connection
                .sync()
                .type(key)) {
            case "hash" -> connection.sync().hlen(key);
            case "list" -> connection.sync().llen(key);
            default -> connection.sync().xlen(key);
        }));
    }

    @Test
    void optional_ids_are_fields_and_all_fields_are_in_the_contract() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        RedisLog log = log(redis, 100);
        log.append(new Event(TENANT, "user:42", "order.paid", "dlv_2", new byte[] {1}, "req-1", trace))
                .join();

        try (StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
            Map<String, byte[]> body = connection
                    .sync()
                    .xrange(stream, Range.unbounded())
                    .getFirst()
                    .getBody();
            CONTRACT.check("clientEvent", body);
            assertThat(body).containsOnlyKeys(CONTRACT.fields("clientEvent").toArray(String[]::new));
        }
    }

    @Test
    void a_follower_restarts_when_its_stream_is_deleted() throws Exception {
        RedisLog log = log(redis, 100);
        Position old = log.append(event("user:1", "a")).join();
        Remembering follower = new Remembering();
        log.follow(TENANT, 0, follower);
        follower.await(it -> it.ids().contains("a"));

        try (StatefulRedisConnection<String, byte[]> connection = redis.connect()) {
            connection.sync().del(stream);
        }
        log.append(event("user:1", "b")).join();

        follower.await(it -> it.ids().contains("b"));
        assertThat(follower.ids()).containsExactly("b");
        assertThat(java.util.Objects.requireNonNull(follower.floor()).sameEpoch(old))
                .isFalse();
        log.close();
    }

    @Test
    void a_delivery_reclaimed_after_a_crash_between_append_and_commit_is_not_appended_again() throws Exception {
        RedisLog killed = log(redis, 100);
        Position position = killed.append(event("user:1", "dlv_1")).join();
        try (RedisConnections another = RedisConnections.at(RedisServer.shared().url())) {
            RedisLog takingOver = log(another, 100);

            assertThat(takingOver.append(event("user:1", "dlv_1")).join()).isEqualTo(position);
        }
    }

    @Test
    void the_floor_of_a_trimmed_stream_is_before_its_first_entry() throws Exception {
        RedisLog log = log(redis, 10);
        Position first = log.append(event("user:1", "first")).join();
        for (int i = 0; i < 1_000; i++) {
            log.append(event("user:1", "e" + i)).join();
        }
        Remembering follower = new Remembering();
        log.follow(TENANT, 0, follower);
        follower.await(it -> it.ids().contains("e999"));

        assertThat(follower.ids()).doesNotContain("first").hasSizeLessThan(1_000);
        Position floor = java.util.Objects.requireNonNull(follower.floor());
        assertThat(floor.isAfter(first)).isTrue();
        assertThat(follower.entries().getFirst().position().isAfter(floor)).isTrue();
        log.close();
    }

    @Test
    void a_slow_follower_of_a_short_stream_starts_again_when_events_were_trimmed_before_it_read_them()
            throws Exception {
        RedisLog log = log(redis, 10);
        Remembering remembering = new Remembering();
        SlowFollower follower = new SlowFollower(remembering);
        log.follow(TENANT, 0, follower);
        remembering.await(it -> it.beginnings() == 1);
        log.append(event("user:1", "first")).join();
        follower.awaitAppended();
        for (int i = 0; i < 500; i++) {
            log.append(event("user:1", "e" + i)).join();
        }

        follower.goOn();

        remembering.await(it -> it.ids().contains("e499"));
        assertThat(remembering.beginnings()).isEqualTo(2);
        log.close();
    }

    /** Takes its time for the first events that are appended. */
    private static final class SlowFollower implements EventLog.Follower {
        private final EventLog.Follower next;
        private final CountDownLatch appended = new CountDownLatch(1);
        private final CountDownLatch resumed = new CountDownLatch(1);

        SlowFollower(EventLog.Follower next) {
            this.next = next;
        }

        void awaitAppended() throws InterruptedException {
            assertThat(appended.await(30, TimeUnit.SECONDS)).isTrue();
        }

        void goOn() {
            resumed.countDown();
        }

        @Override
        public void begin(Position from, List<LogEntry> present) {
            next.begin(from, present);
        }

        @Override
        public void appended(List<LogEntry> more) {
            appended.countDown();
            try {
                assertThat(resumed.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            next.appended(more);
        }

        @Override
        public void unavailable(String why) {
            next.unavailable(why);
        }

        @Override
        public void live() {
            next.live();
        }
    }

    @Test
    void during_a_redis_outage_appends_fail_and_followers_are_notified_and_both_resume_afterwards() throws Exception {
        try (RedisServer server = RedisServer.start(ServerOptions.durable());
                RedisConnections own = RedisConnections.at(server.url());
                RedisLog log = log(own, 1_000)) {
            Remembering follower = new Remembering();
            log.follow(TENANT, 0, follower);
            log.append(event("user:1", "a")).join();
            follower.await(it -> it.ids().contains("a"));

            server.stop();
            follower.await(it -> it.notices().contains("unavailable"));
            assertThatThrownBy(() -> log.append(event("user:1", "b")).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(LogUnavailable.class);
            server.start();
            follower.await(it -> it.notices().contains("live"));
            appendAtLast(log, "b");
            appendAtLast(log, "b");

            follower.await(it -> it.ids().contains("b"));
            assertThat(follower.ids()).containsExactly("a", "b");
            assertThat(follower.beginnings()).isEqualTo(1);
        }
    }

    /** Retries until the append succeeds, as the channel does. */
    private static void appendAtLast(RedisLog log, String id) {
        await().ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> log.append(event("user:1", id)).join() != null);
    }

    @Test
    void a_redis_that_lost_its_latest_events_starts_a_new_epoch() throws Exception {
        try (RedisServer server = RedisServer.start(ServerOptions.fast());
                RedisConnections own = RedisConnections.at(server.url());
                RedisLog log = log(own, 1_000)) {
            Remembering follower = new Remembering();
            log.follow(TENANT, 0, follower);
            Position old = log.append(event("user:1", "a")).join();
            follower.await(it -> it.ids().contains("a"));

            server.stop();
            follower.await(it -> it.notices().contains("unavailable"));
            server.start();
            follower.await(it -> it.notices().contains("live"));

            assertThat(follower.beginnings()).isEqualTo(2);
            assertThat(java.util.Objects.requireNonNull(follower.floor()).sameEpoch(old))
                    .isFalse();
        }
    }
}
