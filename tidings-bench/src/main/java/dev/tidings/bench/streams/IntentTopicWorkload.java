package dev.tidings.bench.streams;

import static dev.tidings.bench.streams.StreamIntakeRound.COUNT;
import static dev.tidings.bench.streams.StreamIntakeRound.INTENTS;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.LoadIntents;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.json.JsonWriter;
import dev.tidings.server.intake.IntentIntake;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.server.intake.kafka.IntentRecords;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.streams.kafka.TopicConsumer;
import dev.tidings.streams.kafka.TopicSettings;
import dev.tidings.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Measures the intake of intents from a Kafka topic, against plain JDBC writing the same rows. */
public final class IntentTopicWorkload implements Workload {
    private static final String TOPIC = "tidings.intents";
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 5;
    private static final double GOAL = 0.9;
    private static final String OURS = "Tidings";

    @Override
    public String name() {
        return "streams.kafka";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d intents from a Kafka topic to accepted on SQLite, against plain JDBC writing the same rows",
                INTENTS);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (KafkaServer server = KafkaServer.start(Map.of());
                KafkaClients kafka = KafkaClients.at(server.bootstrap(), Map.of())) {
            server.createTopic(TOPIC, 1);
            write(kafka);
            Map<String, Turns.Side<Double>> sides = new LinkedHashMap<>();
            sides.put(OURS, StreamIntakeRound.tidings(stage, (rig, ports) -> consume(kafka, rig, ports)));
            sides.put(StreamIntakeRound.BARE_FILE, StreamIntakeRound.bareFile(stage));
            Map<String, List<Double>> figures = Turns.take(stage, WARM_UPS, ROUNDS, sides);
            return List.of(Measurement.both(
                    name(),
                    "record to accepted",
                    "/s",
                    StreamIntakeRound.BARE_FILE,
                    new Rounds.Sides(
                            figures.getOrDefault(OURS, List.of()),
                            figures.getOrDefault(StreamIntakeRound.BARE_FILE, List.of())),
                    new Goal.RatioAtLeast(GOAL)));
        }
    }

    private static void write(KafkaClients kafka) {
        try (Producer<byte[], byte[]> producer = kafka.producer(Map.of(), Map.of())) {
            for (Intent intent : LoadIntents.of(
                    new SplittableRandom(1), NoopChannel.NAME, StreamIntakeRound.RECIPIENTS, 0, INTENTS)) {
                var _ = producer.send(new ProducerRecord<>(TOPIC, json(intent)));
            }
            producer.flush();
        }
    }

    private static byte[] json(Intent intent) {
        return JsonWriter.object(out -> {
            out.text("producer", intent.producer());
            out.text("idempotency_key", intent.idempotencyKey());
            out.text("type", intent.type());
            out.object(
                    "audience",
                    audience -> audience.texts("recipients", ((Audience.Recipients) intent.audience()).ids()));
            out.texts("channels", intent.channels());
            out.raw(
                    "payload",
                    new String(Objects.requireNonNull(intent.payload()).json(), StandardCharsets.UTF_8));
        });
    }

    /** In a group of its own, which starts at the beginning of the topic. */
    private static Runnable consume(KafkaClients kafka, EngineRig rig, EntryProcessorPorts ports) {
        TopicConsumer<Intent> consumer = new TopicConsumer<>(
                new TopicSettings(
                        "intents", List.of(TOPIC), "bench." + UUID.randomUUID(), Intent.DEFAULT_TENANT, COUNT),
                new IntentRecords(
                        Intent.DEFAULT_TENANT,
                        StreamIntakeRound.ENTRY_BYTES,
                        new FeishuRequested("scheduler", "user:", "", "Title")),
                new IntentIntake(rig::accept),
                kafka,
                ports);
        consumer.start();
        return consumer::stop;
    }
}
