package dev.tidings.server.job;

import static org.awaitility.Awaitility.await;

import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.server.job.engine.Catalogue;
import dev.tidings.server.job.engine.EngineSpec;
import dev.tidings.server.job.engine.Readiness;
import dev.tidings.server.job.process.ProcessDriver;
import dev.tidings.server.job.process.ProcessSettings;
import dev.tidings.server.redis.RedisNode;
import dev.tidings.server.stream.StreamPorts;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.store.ReversingCipher;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A real Redis, a SQLite file and real processes; what drives them can be made anew, as after a death. */
final class JobRig implements AutoCloseable {
    static final String TENANT = "default";
    static final String ENGINE = "arena:1";
    static final String OTHER = "arena:2";
    static final String MUTE = "mute:1";
    static final String EXITS = "exits:1";
    static final String TAKEN = "taken:1";
    static final Duration LONG = Duration.ofSeconds(20);

    private static final CountingIds IDS = new CountingIds();

    private static final String SERVE = """
            use IO::Socket::INET; $| = 1; print "map is desert\\n";
            my $s = IO::Socket::INET->new(
                LocalAddr => "127.0.0.1", LocalPort => $ENV{PORT}, Listen => 16, ReuseAddr => 1) or die "no port: $!";
            my @kept; while (my $c = $s->accept) { push @kept, $c; }
            """;

    final JobStreams streams;
    final RedisNode redis = RedisNode.at(RedisServer.shared().url());
    final Store store;
    RuntimeDriver driver;

    private final Path folder;
    private final Map<String, EngineSpec> specs = new LinkedHashMap<>();
    private final StatefulRedisConnection<String, byte[]> connection = redis.connect();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final ExecutorService drivers = Executors.newFixedThreadPool(8);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** @param taken a port that somebody else has */
    JobRig(Path folder, int count, int taken) {
        this.folder = folder;
        String mark = UUID.randomUUID().toString();
        streams = new JobStreams(
                "start:" + mark,
                "stop:" + mark,
                "results:" + mark,
                "health:" + mark,
                1000,
                Duration.ofSeconds(1),
                count);
        store = SqliteStore.open(folder.resolve("tidings.db"), InstantSource.system(), new ReversingCipher(), IDS);
        List<String> serve = List.of("perl", "-e", SERVE);
        specs.put(ENGINE, new EngineSpec(serve, Map.of(), 0, new Readiness.Tcp()));
        specs.put(OTHER, new EngineSpec(serve, Map.of(), 0, new Readiness.Tcp()));
        specs.put(TAKEN, new EngineSpec(serve, Map.of(), taken, new Readiness.Tcp()));
        specs.put(MUTE, new EngineSpec(List.of("sleep", "60"), Map.of(), 0, new Readiness.Tcp()));
        specs.put(EXITS, new EngineSpec(List.of("perl", "-e", "exit 3"), Map.of(), 0, new Readiness.Tcp()));
        driver = openDriver();
    }

    private RuntimeDriver openDriver() {
        return ProcessDriver.open(
                new ProcessSettings(folder.resolve("runtimes"), "127.0.0.1", System.getenv("PATH"), 16 * 1024),
                new Catalogue(specs),
                InstantSource.system(),
                System::nanoTime,
                new Random());
    }

    /** What runs goes on. */
    void reopenDriver() {
        driver.close();
        driver = openDriver();
    }

    JobThreads threads() {
        return new JobThreads(writer, drivers, timer);
    }

    static JobSettings settings(RestartPolicy restart) {
        return new JobSettings(
                "node-a",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofMinutes(1),
                restart);
    }

    Runtimes runtimes() {
        return runtimes(store, driver, settings(RestartPolicy.NONE));
    }

    Runtimes runtimes(Store at, RuntimeDriver with, JobSettings settings) {
        return new Runtimes(at, with, settings, threads(), InstantSource.system(), System::nanoTime, IDS);
    }

    Announcer announcer(Store at) {
        return new Announcer(redis, streams, at, at, threads());
    }

    Jobs jobs(JobSettings settings) {
        return new Jobs(
                runtimes(store, driver, settings),
                announcer(store),
                store,
                store,
                driver,
                settings,
                streams,
                threads(),
                new StreamPorts(
                        redis,
                        store,
                        store,
                        store,
                        writer,
                        InstantSource.system(),
                        IDS,
                        new Random(1),
                        StreamListener.NONE),
                TENANT,
                "node-a",
                System::nanoTime);
    }

    String ask(String stream, String... fields) {
        Map<String, byte[]> body = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            body.put(fields[i], fields[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return connection.sync().xadd(stream, body);
    }

    String askStart(String game, String image) {
        return ask(streams.startJobs(), "game_id", game, "image_ref", image);
    }

    List<Map<String, String>> entries(String stream) {
        return connection.sync().xrange(stream, Range.unbounded()).stream()
                .map(JobRig::texts)
                .toList();
    }

    private static Map<String, String> texts(StreamMessage<String, byte[]> entry) {
        Map<String, String> texts = new LinkedHashMap<>();
        entry.getBody().forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }

    /** A field that every entry has. */
    static String field(Map<String, String> entry, String name) {
        return Objects.requireNonNull(entry.get(name), name);
    }

    List<Map<String, String>> results(int count) {
        return awaited(streams.results(), count);
    }

    List<Map<String, String>> health(int count) {
        return awaited(streams.health(), count);
    }

    private List<Map<String, String>> awaited(String stream, int count) {
        await().atMost(LONG).until(() -> entries(stream).size() >= count);
        return entries(stream);
    }

    @Override
    public void close() {
        driver.list().forEach(one -> driver.stop(one.tenant(), one.gameId(), Duration.ZERO));
        driver.close();
        timer.shutdownNow();
        drivers.shutdownNow();
        writer.shutdownNow();
        connection.sync().del(streams.startJobs(), streams.stopJobs(), streams.results(), streams.health());
        connection.close();
        redis.close();
        store.close();
    }
}
