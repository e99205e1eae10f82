package dev.tidings.client.outbox.kafka;

import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.outbox.Shipment;
import dev.tidings.client.outbox.Shipper;
import dev.tidings.client.submit.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Ships to a Kafka topic. The record's key is the row's ordering key, or else its idempotency key; the value is the
 * intent as JSON; {@code content-type} and the trace, if any, are headers.
 *
 * {@snippet class="Samples" region="kafka"}
 */
public final class KafkaShipper implements Shipper, AutoCloseable {
    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.UTF_8);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Shipment SHIPPED = new Shipment.Shipped();

    private final Producer<String, byte[]> producer;
    private final String topic;

    /** @param producer idempotent and with {@code acks=all}; closed with this shipper */
    public KafkaShipper(Producer<String, byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Creates a shipper with its own producer: idempotent, {@code acks=all}, and a delivery timeout of 20 s, which is
     * shorter than the relay's lease.
     *
     * @param settings of the Kafka producer, at least {@code bootstrap.servers}; they override the defaults
     */
    public static KafkaShipper to(String topic, Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
                ProducerConfig.LINGER_MS_CONFIG, 0));
        all.putAll(settings);
        return new KafkaShipper(new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer()), topic);
    }

    @Override
    public List<Shipment> ship(List<OutboxRow> rows) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Problem problem = null;
        for (OutboxRow row : rows) {
            try {
                sent.add(producer.send(message(row)));
            } catch (RuntimeException failure) {
                // The remaining rows would most likely fail too.
                problem = problem(failure);
                break;
            }
        }
        List<Shipment> shipments = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            shipments.add(i < sent.size() ? answer(sent.get(i)) : later(problem));
        }
        return shipments;
    }

    private ProducerRecord<String, byte[]> message(OutboxRow row) {
        String key = row.orderingKey() == null ? row.idempotencyKey() : row.orderingKey();
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(topic, key, row.document().getBytes(StandardCharsets.UTF_8));
        message.headers().add("content-type", JSON);
        header(message, "traceparent", row.traceparent());
        header(message, "tracestate", row.tracestate());
        return message;
    }

    private static void header(ProducerRecord<String, byte[]> message, String name, @Nullable String value) {
        if (value != null) {
            message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Shipment answer(Future<RecordMetadata> sent) {
        try {
            RecordMetadata unused = sent.get();
            return SHIPPED;
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return cause instanceof RecordTooLargeException
                    ? new Shipment.Refused(problem(cause))
                    : new Shipment.Later(problem(cause));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Shipment.Later(problem(interrupted));
        }
    }

    private static Shipment later(@Nullable Problem problem) {
        return new Shipment.Later(
                problem == null
                        ? new Problem("unavailable", "the record was not sent", null, null, null, null)
                        : problem);
    }

    /** Derives the code from the exception: {@code RecordTooLargeException} becomes {@code record_too_large}. */
    private static Problem problem(Throwable failure) {
        if (failure instanceof InterruptException) {
            Thread.currentThread().interrupt();
        }
        String code = failure.getClass()
                .getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
        return new Problem(code, String.valueOf(failure.getMessage()), null, null, null, null);
    }

    /** Closes the producer. */
    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
