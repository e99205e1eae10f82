package dev.tidings.streams.kafka;

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
import dev.tidings.testkit.server.KafkaServer;
import dev.tidings.testkit.store.ReversingCipher;
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
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A topic, its consumers, and a store that tests can make unavailable. Handled values are numbers. */
final class TopicRig implements AutoCloseable, StreamListener {
    final String topic = "numbers." + UUID.randomUUID();
    final String group = "group." + topic;
    final KafkaServer server;
    final KafkaClients kafka;
    final SqliteStore store = SqliteStore.openInMemory(
            "topics-" + UUID.randomUUID(), InstantSource.system(), new ReversingCipher(), new CountingIds());
    final List<String> handled = new CopyOnWriteArrayList<>();
    final AtomicBoolean storeDown = new AtomicBoolean();
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger quarantined = new AtomicInteger();
    final AtomicInteger trimmed = new AtomicInteger();
    final List<Boolean> connections = new CopyOnWriteArrayList<>();
    volatile boolean connected;
    volatile long behind;

    private final Producer<byte[], byte[]> producer;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final List<TopicConsumer<String>> consumers = new ArrayList<>();

    TopicRig(KafkaServer server) {
        this.server = server;
        this.kafka = KafkaClients.at(server.bootstrap(), Map.of());
        this.producer = kafka.producer(Map.of(), Map.of());
    }

    TopicRig(int partitions) {
        this(KafkaServer.shared());
        server.createTopic(topic, partitions);
    }

    TopicConsumer<String> consumer(int count) {
        return consumer(count, this::note);
    }

    TopicConsumer<String> consumer(int count, StreamHandler<String> handler) {
        TopicConsumer<String> consumer = new TopicConsumer<>(
                new TopicSettings("numbers", List.of(topic), group, "default", count),
                TopicRig::decode,
                handler,
                kafka,
                new EntryProcessorPorts(
                        store.quarantine(),
                        store.events(),
                        this::write,
                        InstantSource.system(),
                        new CountingIds(),
                        new Random(1),
                        this));
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
        byte[] value = RecordEntry.value(entry);
        String text = value == null ? "" : StreamEntry.text("value", value);
        if (text.isEmpty() || !text.chars().allMatch(Character::isDigit)) {
            throw Problem.invalid("value", text, "a number").exception();
        }
        return text;
    }

    List<Refused> note(List<Decoded<String>> batch) {
        if (storeDown.get()) {
            refusals.incrementAndGet();
            throw new StoreUnavailable("cut off by the test");
        }
        batch.forEach(one -> handled.add(one.value()));
        return List.of();
    }

    Future<?> send(@Nullable String text) {
        return producer.send(new ProducerRecord<>(
                topic,
                text == null ? null : text.getBytes(StandardCharsets.UTF_8),
                text == null ? null : text.getBytes(StandardCharsets.UTF_8)));
    }

    void sendAll(int from, int to) {
        for (int i = from; i < to; i++) {
            var _ = send(Integer.toString(i));
        }
        producer.flush();
    }

    void awaitHandled(int count) {
        await().until(() -> handled.size() >= count);
    }

    /** The number of committed records of all partitions. */
    long committed() {
        return server.committed(group);
    }

    void awaitCommitted(long records) {
        await().until(() -> committed() == records);
    }

    TopicPartition partition() {
        return new TopicPartition(topic, 0);
    }

    List<QuarantinedItem> quarantine() {
        return store.quarantine().quarantined("default", null, 100).items();
    }

    @Override
    public void connected(String label, boolean now) {
        if (connections.isEmpty() || connections.getLast() != now) {
            connections.add(now);
        }
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

    @Override
    public void behind(String label, long entries) {
        behind = entries;
    }

    @Override
    public void close() {
        storeDown.set(false);
        consumers.forEach(TopicConsumer::stop);
        producer.close(Duration.ZERO);
        kafka.close();
        writer.shutdown();
        store.close();
    }
}
