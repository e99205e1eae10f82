package dev.tidings.streams.redis;

import static dev.tidings.streams.redis.StreamRig.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.streams.StreamHealth;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Redis outages and misconfigurations. */
@NeedsServers
class StreamOutageTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(StreamHealth.class);
    }

    /** The lines about this test's stream; other tests in the process may log as well. */
    private List<ILoggingEvent> lines(StreamRig rig) {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .filter(line -> line.getFormattedMessage().contains(rig.stream))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_redis_outage_logs_one_line_at_start_and_end_and_loses_or_repeats_nothing(boolean group) {
        try (RedisServer server = RedisServer.start(ServerOptions.durable());
                StreamRig rig = new StreamRig(server.url())) {
            StreamConsumer<String> consumer =
                    group ? rig.member("a", Duration.ofMinutes(1), 3, rig::note) : rig.single(10);
            consumer.start();
            rig.addAll(0, 20);
            rig.awaitHandled(20);

            server.stop();
            await().until(() -> !rig.connected && !lines(rig).isEmpty());
            server.start();
            try (RedisConnections again = RedisConnections.at(server.url());
                    StatefulRedisConnection<String, byte[]> connection = again.connect()) {
                for (int i = 20; i < 40; i++) {
                    rig.add(connection.sync(), Integer.toString(i));
                }
                rig.awaitHandled(40);
            }

            assertThat(rig.handled).isEqualTo(numbers(0, 40));
            assertThat(lines(rig)).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        }
    }

    @Test
    void a_redis_out_of_memory_logs_one_line_if_the_group_must_be_created_and_none_if_it_exists() {
        try (RedisServer server = RedisServer.start(ServerOptions.fast().with("maxmemory-policy", "noeviction"));
                StreamRig rig = new StreamRig(server.url())) {
            rig.addAll(0, 5);
            rig.commands().configSet("maxmemory", "1");
            rig.member("a", Duration.ofMinutes(1), 3, rig::note).start();
            await().until(() -> !lines(rig).isEmpty());
            assertThat(lines(rig))
                    .singleElement()
                    .satisfies(line -> assertThat(line.getFormattedMessage())
                            .contains("reading failed")
                            .contains("cause=Redis is out of memory; increase maxmemory"));
            rig.commands().configSet("maxmemory", "0");
            rig.awaitHandled(5);

            rig.addAll(5, 10);
            rig.awaitHandled(10);
            await().until(() -> rig.commands().xpending(rig.stream, "tidings").getCount() == 0);
            rig.commands().configSet("maxmemory", "1");
            rig.stopAll();
            rig.member("b", Duration.ofMillis(1), 3, rig::note).start();
            await().until(() -> rig.connected);
            assertThat(lines(rig)).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        }
    }

    @Test
    void a_missing_password_is_explained() {
        try (RedisServer server = RedisServer.start(ServerOptions.fast().with("requirepass", "secret"));
                StreamRig rig = new StreamRig(server.url().replace("redis://", "redis://:secret@"));
                RedisConnections locked = RedisConnections.at(server.url())) {
            rig.single(1, locked).start();
            await().until(() -> !lines(rig).isEmpty());

            assertThat(lines(rig).getFirst().getFormattedMessage())
                    .contains("Redis requires a password")
                    .contains("TIDINGS_REDIS_URL");
        }
    }

    @Test
    void a_key_that_is_not_a_stream_is_reported_once_and_read_when_it_is_one() {
        try (StreamRig rig = new StreamRig()) {
            rig.commands().set(rig.stream, new byte[0]);
            rig.single(1).start();
            await().until(() -> !lines(rig).isEmpty());
            assertThat(lines(rig).getFirst().getFormattedMessage())
                    .contains("the key " + rig.stream + " is not a stream; expected a stream");

            rig.commands().del(rig.stream);
            rig.add("0");

            rig.awaitHandled(1);
            assertThat(lines(rig)).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        }
    }
}
