package dev.tidings.client.outbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.outbox.Shipment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks the records sent and the handling of results; the tests of the server's intake use a real broker. */
class KafkaShipperTest {
    private final Queue<RuntimeException> failures = new ArrayDeque<>();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> message) {
                    sendException = failures.poll();
                    return super.send(message);
                }
            };
    private final KafkaShipper shipper = new KafkaShipper(producer, "intents");

    private static OutboxRow row(String key, @Nullable String orderingKey) {
        return new OutboxRow(1, key, orderingKey, "{\"n\":\"\u00e9\"}", "00-1-2-01", null, 1, Instant.EPOCH);
    }

    @Test
    void a_record_has_the_ordering_key_and_the_trace_headers() {
        List<Shipment> shipments = shipper.ship(List.of(row("a", "order:1"), row("b", null)));

        assertThat(shipments).containsOnly(new Shipment.Shipped());
        assertThat(producer.history()).extracting(ProducerRecord::key).containsExactly("order:1", "b");
        ProducerRecord<String, byte[]> first = producer.history().get(0);
        assertThat(first.topic()).isEqualTo("intents");
        assertThat(new String(first.value(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":\"\u00e9\"}");
        assertThat(first.headers().toArray()).extracting(Header::key).containsExactly("content-type", "traceparent");
        assertThat(first.headers().lastHeader("content-type").value())
                .isEqualTo("application/json".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_failed_send_postpones_its_row_and_all_rows_after_it() {
        failures.add(new TimeoutException("no broker"));
        List<Shipment> away = shipper.ship(List.of(row("a", null), row("b", null)));

        assertThat(away).hasSize(2).allSatisfy(shipment -> assertThat(shipment).isInstanceOf(Shipment.Later.class));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void each_record_has_its_own_result() {
        MockProducer<String, byte[]> scripted =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> message) {
                        Future<RecordMetadata> sent = super.send(message);
                        switch (String.valueOf(message.key())) {
                            case "large" -> errorNext(new RecordTooLargeException("1 MB"));
                            case "slow" -> errorNext(new TimeoutException("20 s"));
                            default -> completeNext();
                        }
                        return sent;
                    }
                };

        List<Shipment> shipments = new KafkaShipper(scripted, "intents")
                .ship(List.of(row("large", null), row("slow", null), row("fine", null)));

        assertThat(shipments.get(0))
                .isInstanceOfSatisfying(
                        Shipment.Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("record_too_large"));
        assertThat(shipments.get(1))
                .isInstanceOfSatisfying(
                        Shipment.Later.class,
                        later -> assertThat(later.problem().code()).isEqualTo("timeout"));
        assertThat(shipments.get(2)).isEqualTo(new Shipment.Shipped());
    }
}
