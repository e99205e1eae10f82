package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.notification.Intent;
import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.server.intake.IntentIntake;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.server.intake.kafka.IntentRecords;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.StreamHandler;
import dev.tidings.streams.StreamHandler.Decoded;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.streams.kafka.TopicConsumer;
import dev.tidings.streams.kafka.TopicSettings;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The intake crashes between any two steps: reading, accepting some, accepting all, committing. The next one continues. */
@NeedsServers
@Timeout(60)
class TopicCrashTest {
    private static final int INTENTS = 120;

    private final String topic = "crash." + UUID.randomUUID();
    private final KafkaClients kafka = KafkaClients.at(KafkaServer.shared().bootstrap(), Map.of());
    private final EdgeServer edge = new EdgeServer();
    private final Map<String, AtomicInteger> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger replayed = new AtomicInteger();
    private final AtomicBoolean died = new AtomicBoolean();
    private final AtomicInteger deaths = new AtomicInteger();

    @BeforeEach
    void open() {
        KafkaServer.shared().createTopic(topic, 2);
        edge.beforeAll(null);
        try (Producer<byte[], byte[]> producer = kafka.producer(Map.of(), Map.of())) {
            for (int i = 0; i < INTENTS; i++) {
                byte[] value = """
                    {"type": "build.failed", "producer": "ci", "idempotency_key": "%d", "channels": ["webhook"],
                     "audience": {"recipients": ["user:%d"]}}\
                    """.formatted(i, i).getBytes(StandardCharsets.UTF_8);
                var _ = producer.send(new ProducerRecord<>(topic, i % 2, null, value));
            }
        }
    }

    @AfterEach
    void close() {
        edge.afterAll(null);
        kafka.close();
    }

    private CompletableFuture<Receipt> accept(Intent intent) {
        return edge.accept(intent).thenApply(receipt -> {
            if (receipt.replayed()) {
                replayed.incrementAndGet();
            } else {
                accepted.computeIfAbsent(intent.idempotencyKey(), key -> new AtomicInteger())
                        .incrementAndGet();
            }
            return receipt;
        });
    }

    /** Simulates a kill: completed work is kept, nothing more is done. */
    private StreamHandler<Intent> mortal(Random random) {
        IntentIntake intake = new IntentIntake(this::accept);
        return new StreamHandler<>() {
            @Override
            public List<Refused> handle(List<Decoded<Intent>> batch) throws InterruptedException {
                return begin(batch).finish();
            }

            @Override
            public Handling begin(List<Decoded<Intent>> batch) {
                int survived = random.nextInt(batch.size() * 2 + 1);
                Handling before = intake.begin(batch.subList(0, Math.min(survived, batch.size())));
                return new Handling() {
                    @Override
                    public CompletableFuture<?> settled() {
                        return before.settled();
                    }

                    @Override
                    public List<Refused> finish() throws InterruptedException {
                        assertThat(before.finish()).isEmpty();
                        if (survived <= batch.size()) {
                            deaths.incrementAndGet();
                            died.set(true);
                            throw new InterruptedException("killed");
                        }
                        return List.of();
                    }
                };
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void each_intent_is_accepted_once_and_all_offsets_are_committed(long seed) {
        Random random = new Random(seed);
        while (KafkaServer.shared().committed(topic) < INTENTS) {
            died.set(false);
            TopicConsumer<Intent> life = new TopicConsumer<>(
                    new TopicSettings("intents", List.of(topic), topic, Intent.DEFAULT_TENANT, 30),
                    new IntentRecords(
                            Intent.DEFAULT_TENANT, 10_000, new FeishuRequested("scheduler", "user:", "", "Title")),
                    mortal(random),
                    kafka,
                    new EntryProcessorPorts(
                            edge.store.quarantine(),
                            edge.store.events(),
                            edge.writer,
                            InstantSource.system(),
                            edge.ids,
                            random,
                            StreamListener.NONE));
            life.start();
            await().until(() -> died.get() || KafkaServer.shared().committed(topic) == INTENTS);
            life.stop();
        }

        assertThat(accepted).hasSize(INTENTS);
        assertThat(accepted.values()).allMatch(times -> times.get() == 1);
        assertThat(deaths.get()).isPositive();
        assertThat(edge.store
                        .quarantine()
                        .quarantined(Intent.DEFAULT_TENANT, null, 10)
                        .items())
                .isEmpty();
    }
}
