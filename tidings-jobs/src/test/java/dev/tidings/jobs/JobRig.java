package dev.tidings.jobs;

import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.jobs.process.ProcessDriver;
import dev.tidings.jobs.process.ProcessSettings;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.streams.redis.StreamSettings;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.store.ReversingCipher;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real Redis, a SQLite file and real processes. The driver can be recreated, as after a crash. */
final class JobRig implements AutoCloseable {
    static final String TENANT = "default";
    static final String IMAGE = "arena:1";
    static final String OTHER = "arena:2";
    static final String MUTE = "mute:1";
    static final String EXITS = "exits:1";
    static final String TAKEN = "taken:1";
    /** Responds once {@link #letAnswer} was called. */
    static final String LATE = "late:1";

    static final Duration LONG = Duration.ofSeconds(60);

    private static final CountingIds IDS = new CountingIds();

    private static final String SERVE = """
        use IO::Socket::INET; $| = 1; print "map is desert\\n";
        my $s = IO::Socket::INET->new(
            LocalAddr => "127.0.0.1", LocalPort => $ENV{PORT}, Listen => 16, ReuseAddr => 1) or die "no port: $!";
        my @kept; while (my $c = $s->accept) { push @kept, $c; }
        """;

    final Heard listener = new Heard();
    final JobStreams streams;
    final RedisConnections redis;
    final SqliteStore store;
    final JdbcRuntimes tables;
    final AtomicBoolean storeAway = new AtomicBoolean();
    RuntimeDriver driver;

    private final Path folder;
    private final Map<String, RuntimeSpec> specs = new LinkedHashMap<>();
    private final Function<Catalogue, RuntimeDriver> driverOf;
    private StatefulRedisConnection<String, byte[]> connection;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final ExecutorService drivers = Executors.newFixedThreadPool(8);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** @param taken a port that is in use */
    JobRig(Path folder, int count, int taken) {
        this(folder, count, taken, RedisServer.shared(), null, null);
    }

    /** Uses another driver than the process driver. */
    static JobRig driving(Path folder, Function<Catalogue, RuntimeDriver> driver) {
        return new JobRig(folder, 1, 0, RedisServer.shared(), null, driver);
    }

    static JobRig inGroup(Path folder, StreamSettings.Group group) {
        return new JobRig(folder, 1, 0, RedisServer.shared(), group, null);
    }

    /** Uses a Redis that the test may stop. */
    static JobRig at(Path folder, RedisServer server) {
        return new JobRig(folder, 1, 0, server, null, null);
    }

    private JobRig(
            Path folder,
            int count,
            int taken,
            RedisServer server,
            StreamSettings.@Nullable Group group,
            @Nullable Function<Catalogue, RuntimeDriver> driverOf) {
        this.folder = folder;
        this.redis = RedisConnections.at(server.url());
        this.connection = redis.connect();
        this.driverOf = driverOf == null ? this::processes : driverOf;
        String mark = UUID.randomUUID().toString();
        streams = new JobStreams(
                TENANT,
                new JobStreams.Read("start:" + mark, "stop:" + mark, Duration.ofSeconds(1), count, group),
                new JobStreams.Written("results:" + mark, "health:" + mark, 1000));
        store = SqliteStore.open(folder.resolve("tidings.db"), InstantSource.system(), new ReversingCipher(), IDS);
        tables = new JdbcRuntimes(store);
        List<String> serve = List.of("perl", "-e", SERVE);
        specs.put(IMAGE, new RuntimeSpec(serve, Map.of(), 0, new ReadinessCheck.Tcp()));
        specs.put(OTHER, new RuntimeSpec(serve, Map.of(), 0, new ReadinessCheck.Tcp()));
        specs.put(
                LATE,
                new RuntimeSpec(
                        List.of("perl", "-e", "select undef, undef, undef, 0.01 until -e $ENV{GO};" + SERVE),
                        Map.of("GO", folder.resolve("go").toString()),
                        0,
                        new ReadinessCheck.Tcp()));
        specs.put(TAKEN, new RuntimeSpec(serve, Map.of(), taken, new ReadinessCheck.Tcp()));
        specs.put(MUTE, new RuntimeSpec(List.of("sleep", "60"), Map.of(), 0, new ReadinessCheck.Tcp()));
        specs.put(EXITS, new RuntimeSpec(List.of("perl", "-e", "exit 3"), Map.of(), 0, new ReadinessCheck.Tcp()));
        driver = openDriver();
    }

    private RuntimeDriver openDriver() {
        return driverOf.apply(new Catalogue(specs));
    }

    private RuntimeDriver processes(Catalogue catalogue) {
        return ProcessDriver.open(
                new ProcessSettings(
                        folder.resolve("runtimes"),
                        "127.0.0.1",
                        System.getenv("PATH"),
                        Duration.ofMillis(250),
                        16 * 1024),
                catalogue,
                InstantSource.system(),
                System::nanoTime,
                new Random());
    }

    /** Closes the driver; runtimes keep running. */
    void reopenDriver() {
        driver.close();
        driver = openDriver();
    }

    /** Kills the process of a runtime. */
    static void kill(String container) {
        String[] parts = container.split("-", -1);
        long pid = Long.parseLong(parts[parts.length - 2]);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    void letAnswer() {
        try {
            Files.createFile(folder.resolve("go"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Runnable task) {
        if (storeAway.get()) {
            throw new StoreUnavailable("cut off by the test");
        }
        writer.execute(task);
    }

    JobThreads threads() {
        return new JobThreads(this::write, drivers, timer);
    }

    private JobEnvironment environment(ExecutorService others) {
        return new JobEnvironment(
                new JobThreads(this::write, others, timer), InstantSource.system(), System::nanoTime, IDS);
    }

    private JobEnvironment environment() {
        return new JobEnvironment(threads(), InstantSource.system(), System::nanoTime, IDS);
    }

    static JobSettings settings(RestartPolicy restart) {
        return new JobSettings(
                new JobNode("node-a", "node-a", Duration.ofSeconds(15)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofMinutes(1),
                restart);
    }

    Runtimes runtimes() {
        return runtimes(tables.changes(), driver, settings(RestartPolicy.NONE));
    }

    Runtimes runtimes(RuntimeStore at, RuntimeDriver with, JobSettings settings) {
        return runtimes(new RuntimeCommits(at, threads()), with, settings);
    }

    /** Runs its operations on other threads. */
    Runtimes runtimesOn(ExecutorService others) {
        JobEnvironment environment = environment(others);
        return new Runtimes(
                new RuntimeCommits(tables.changes(), environment.threads()),
                driver,
                settings(RestartPolicy.NONE),
                environment,
                listener);
    }

    Runtimes runtimes(RuntimeCommits at, RuntimeDriver with, JobSettings settings) {
        return new Runtimes(at, with, settings, environment(), listener);
    }

    ResultPublisher announcer(RuntimeCommits at) {
        return new ResultPublisher(redis, streams, at, tables.queries(), threads());
    }

    Jobs jobs(JobSettings settings) {
        return jobs(settings, tables.changes(), environment());
    }

    /** Jobs whose driver calls run on other threads. */
    Jobs jobsOn(ExecutorService others, RuntimeStore changes) {
        return jobs(settings(RestartPolicy.NONE), changes, environment(others));
    }

    private Jobs jobs(JobSettings settings, RuntimeStore changes, JobEnvironment environment) {
        return new Jobs(
                new JobStores(changes, tables.queries(), store.singletonLeases()),
                driver,
                settings,
                streams,
                new StreamPorts(
                        redis,
                        store.offsets(),
                        new EntryProcessorPorts(
                                store.quarantine(),
                                store.events(),
                                this::write,
                                InstantSource.system(),
                                IDS,
                                new Random(1),
                                StreamListener.NONE)),
                environment,
                listener);
    }

    RedisCommands<String, byte[]> commands() {
        if (!connection.isOpen()) {
            connection = redis.connect();
        }
        return connection.sync();
    }

    String ask(String stream, String... fields) {
        Map<String, byte[]> body = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            body.put(fields[i], fields[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return commands().xadd(stream, body);
    }

    String askStart(String game, String image) {
        return ask(streams.read().startJobs(), "game_id", game, "image_ref", image);
    }

    List<Map<String, String>> entries(String stream) {
        return commands().xrange(stream, Range.unbounded()).stream()
                .map(JobRig::texts)
                .toList();
    }

    private static Map<String, String> texts(StreamMessage<String, byte[]> entry) {
        Map<String, String> texts = new LinkedHashMap<>();
        entry.getBody().forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }

    /** Reads a required field of an entry. */
    static String field(Map<String, String> entry, String name) {
        return Objects.requireNonNull(entry.get(name), name);
    }

    List<Map<String, String>> results(int count) {
        return awaited(streams.written().results(), count);
    }

    List<Map<String, String>> health(int count) {
        return awaited(streams.written().health(), count);
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
        commands()
                .del(
                        streams.read().startJobs(),
                        streams.read().stopJobs(),
                        streams.written().results(),
                        streams.written().health());
        connection.close();
        redis.close();
        store.close();
    }

    /** Records the notifications of the listener. */
    static final class Heard implements JobListener {
        final List<Operation> ended = new CopyOnWriteArrayList<>();
        volatile boolean driving;
        volatile int running;

        @Override
        public void driving(boolean now) {
            driving = now;
        }

        @Override
        public void ended(Operation operation) {
            ended.add(operation);
        }

        @Override
        public void running(int runtimes) {
            running = runtimes;
        }
    }
}
