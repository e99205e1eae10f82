package dev.tidings.streams.redis;

import static org.awaitility.Awaitility.await;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.StreamHandler;
import dev.tidings.streams.StreamHandler.Decoded;
import dev.tidings.streams.StreamHandler.Refused;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.store.ReversingCipher;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A stream, its consumers, and a store that tests can make unavailable. Handled values are the field {@code n}. */
final class StreamRig implements AutoCloseable, StreamListener {
    static final Duration GRACE = Duration.ofMillis(300);

    final String stream = "test:" + UUID.randomUUID();
    final RedisConnections redis;
    final SqliteStore store = SqliteStore.openInMemory(
            "streams-" + UUID.randomUUID(), InstantSource.system(), new ReversingCipher(), new CountingIds());
    final List<String> handled = new CopyOnWriteArrayList<>();
    final AtomicBoolean storeDown = new AtomicBoolean();
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger trimmed = new AtomicInteger();
    final AtomicInteger quarantined = new AtomicInteger();
    volatile boolean connected;

    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final StatefulRedisConnection<String, byte[]> connection;
    private final List<StreamConsumer<String>> consumers = new ArrayList<>();

    StreamRig() {
        this(RedisServer.shared().url());
    }

    StreamRig(String url) {
        redis = RedisConnections.at(url);
        connection = redis.connect();
    }

    StreamConsumer<String> single(int count) {
        return single(count, this::note);
    }

    StreamConsumer<String> single(int count, StreamHandler<String> handler) {
        return consumer(alone(count), handler);
    }

    /**
     * @param at another Redis than the one that this rig writes to
     */
    StreamConsumer<String> single(int count, RedisConnections at) {
        return consumer(alone(count), this::note, at);
    }

    private StreamSettings alone(int count) {
        return new StreamSettings("numbers", stream, "default", Duration.ofMillis(200), count, null);
    }

    StreamConsumer<String> member(String name, Duration idle, int deliveries, StreamHandler<String> handler) {
        return consumer(
                new StreamSettings(
                        "numbers",
                        stream,
                        "default",
                        Duration.ofMillis(50),
                        10,
                        new StreamSettings.Group("tidings", name, idle, deliveries)),
                handler);
    }

    private StreamConsumer<String> consumer(StreamSettings settings, StreamHandler<String> handler) {
        return consumer(settings, handler, redis);
    }

    private StreamConsumer<String> consumer(
            StreamSettings settings, StreamHandler<String> handler, RedisConnections at) {
        StreamPorts ports = new StreamPorts(
                at,
                store.offsets(),
                new EntryProcessorPorts(
                        store.quarantine(),
                        store.events(),
                        this::write,
                        InstantSource.system(),
                        new CountingIds(),
                        new Random(1),
                        this));
        StreamConsumer<String> consumer = new StreamConsumer<>(settings, StreamRig::decode, handler, ports, GRACE);
        consumers.add(consumer);
        return consumer;
    }

    private void write(Runnable task) {
        if (storeDown.get()) {
            refusals.incrementAndGet();
            throw new StoreUnavailable("cut off by the test");
        }
        writer.execute(task);
    }

    private static String decode(StreamEntry entry) {
        String text = entry.text("n");
        if (text == null) {
            throw Problem.invalid("n", null, "a number").exception();
        }
        return text;
    }

    List<Refused> note(List<Decoded<String>> batch) {
        batch.forEach(one -> handled.add(one.value()));
        return List.of();
    }

    RedisCommands<String, byte[]> commands() {
        return connection.sync();
    }

    String add(String text) {
        return add(commands(), text);
    }

    String add(RedisCommands<String, byte[]> commands, String text) {
        return commands.xadd(stream, Map.of("n", text.getBytes(StandardCharsets.UTF_8)));
    }

    void addAll(int from, int to) {
        for (int i = from; i < to; i++) {
            add(Integer.toString(i));
        }
    }

    void awaitHandled(int count) {
        await().until(() -> handled.size() >= count);
    }

    void awaitOffset(String id) {
        await().until(() -> store.offsets().offset("numbers").orElse("").equals(id));
    }

    List<QuarantinedItem> quarantine() {
        return store.quarantine().quarantined("default", null, 100).items();
    }

    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Override
    public void connected(String label, boolean now) {
        connected = now;
    }

    @Override
    public void quarantined(String label) {
        quarantined.incrementAndGet();
    }

    @Override
    public void trimmed(String label) {
        trimmed.incrementAndGet();
    }

    void stopAll() {
        consumers.forEach(StreamConsumer::stop);
        connected = false;
    }

    @Override
    public void close() {
        stopAll();
        try {
            commands().del(stream);
        } catch (RedisException gone) {
            // The server of this test was stopped.
        }
        redis.close();
        writer.shutdown();
        store.close();
    }
}
