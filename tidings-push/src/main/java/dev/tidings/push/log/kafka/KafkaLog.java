package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.streams.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** An event log on Kafka topics. */
public final class KafkaLog implements EventLog {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /** Short timeouts: a delivery is retried instead of waiting for Kafka. */
    private static final Map<String, String> FALLBACK = Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, "3000",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "3000",
            ProducerConfig.LINGER_MS_CONFIG, "0",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "6000");

    private static final Map<String, String> FIXED =
            Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");

    private final KafkaClients kafka;
    private final LogSettings settings;
    private final InstantSource clock;
    private final Map<TailKey, TopicTail> tails = new ConcurrentHashMap<>();
    private @Nullable Producer<byte[], byte[]> producer;

    private record TailKey(String tenant, int partition) {}

    public KafkaLog(KafkaClients kafka, LogSettings settings, InstantSource clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public LogPartitions partitions() {
        return settings.partitions();
    }

    @Override
    public CompletableFuture<Position> append(Event event) {
        return tail(new TailKey(event.tenant(), partitions().of(event.recipient())))
                .append(event);
    }

    @Override
    public Following follow(String tenant, int partition, Follower follower) {
        return tail(new TailKey(tenant, partition)).follow(follower);
    }

    private TopicTail tail(TailKey key) {
        TopicTail known = tails.get(key);
        return known == null ? tails.computeIfAbsent(key, this::begin) : known;
    }

    private TopicTail begin(TailKey key) {
        LogTopic topic = new LogTopic(kafka, settings, key.tenant(), key.partition());
        return new TopicTail(
                        key.tenant(),
                        before -> new TopicReader(topic, kafka, this::producer, settings.window(), clock, before),
                        new PendingAppends(this::producer, topic.partition()))
                .start();
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = kafka.producer(FALLBACK, FIXED);
        }
        return producer;
    }

    @Override
    public void close() {
        tails.values().forEach(TopicTail::close);
        tails.clear();
        synchronized (this) {
            if (producer != null) {
                producer.close(CLOSE);
            }
        }
    }
}
