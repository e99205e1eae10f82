package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.WebClient;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.kafka.KafkaShipper;
import dev.tidings.client.submit.Intent;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with intake from a topic and REST. */
@NeedsServers
@Timeout(120)
class TopicIntakeTest {
    private final String topic = "intake." + UUID.randomUUID();
    private final KafkaClients kafka = KafkaClients.at(KafkaServer.shared().bootstrap(), Map.of());
    private final Producer<byte[], byte[]> producer = kafka.producer(Map.of(), Map.of());
    private final Breakable connection = new Breakable();
    private Application server;
    private ApiClient api;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        KafkaServer.shared().createTopic(topic, 1);
        server = Application.start(
                Configurations.of(folder, """
                    kafka: {bootstrap: "%s"}
                    intake: {kafka: {enabled: true, topics: ["%s"], group: "%s"}}
                    """.formatted(KafkaServer.shared().bootstrap(), topic, topic)),
                connection::around);
        api = new ApiClient(server.uri(), null);
    }

    @AfterEach
    void stop() {
        connection.mend();
        api.close();
        server.close();
        producer.close(Duration.ZERO);
        kafka.close();
    }

    private static ObjectNode intent(String key, int n) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", "build.failed").put("producer", "ci").put("idempotency_key", key);
        intent.putObject("audience").putArray("recipients").add("user:" + key);
        intent.putArray("channels").add("push");
        intent.putObject("payload").put("n", n);
        return intent;
    }

    private void send(JsonNode value) {
        send(new ProducerRecord<>(topic, value.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void send(ProducerRecord<byte[], byte[]> made) {
        var _ = producer.send(made);
        producer.flush();
    }

    private static CloudEvent event(String key) {
        return CloudEventBuilder.v1()
                .withType("build.failed")
                .withSource(URI.create("ci"))
                .withId(key)
                .withSubject("user:" + key)
                .withExtension("channels", "push")
                .withData("application/json", "{\"n\":1}".getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private ProducerRecord<byte[], byte[]> binary(CloudEvent event) {
        ProducerRecord<Void, byte[]> made =
                KafkaMessageFactory.createWriter(topic).writeBinary(event);
        return new ProducerRecord<>(topic, null, (byte[]) null, made.value(), made.headers());
    }

    private ProducerRecord<byte[], byte[]> structured(CloudEvent event) {
        ProducerRecord<Void, byte[]> made =
                KafkaMessageFactory.createWriter(topic).writeStructured(event, "application/cloudevents+json");
        return new ProducerRecord<>(topic, null, (byte[]) null, made.value(), made.headers());
    }

    private void awaitDelivery(String key) {
        await().ignoreExceptionsInstanceOf(ApiProblem.class)
                .until(() -> !api.get("/v1/deliveries", Map.of("recipient", "user:" + key))
                        .path("deliveries")
                        .isEmpty());
    }

    private JsonNode quarantine() {
        return api.get("/v1/quarantine").path("items");
    }

    private boolean replayedOverRest(String key) {
        return api.post("/v1/intents", intent(key, 1)).path("replayed").asBoolean();
    }

    @Test
    void all_formats_are_the_same_intent_as_over_rest_and_undecodable_records_are_quarantined() {
        assertThat(replayedOverRest("a")).isFalse();
        send(intent("a", 1));
        send(intent("b", 1).put("event_version", 1));
        send(new ProducerRecord<>(topic, "no JSON".getBytes(StandardCharsets.UTF_8)));
        send(binary(event("c")));
        send(intent("x", 1).put("event_version", 2));
        send(intent("a", 2));
        send(intent("hostile", 1).put("request_id", "a\u202eb"));
        send(structured(event("d")));
        send(intent("end", 1));
        awaitDelivery("end");
        // Refusals of a batch are recorded after its commit.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(WebClient.of(server.uri())
                                .blocking()
                                .get("/metrics")
                                .contentUtf8())
                        .contains("tidings_stream_connected{stream=\"intents_kafka\"} 1.0")
                        .contains("tidings_stream_read_total{stream=\"intents_kafka\"} 9.0")
                        .contains("tidings_stream_handled_total{stream=\"intents_kafka\"} 5.0")
                        .contains("tidings_stream_quarantined_total{stream=\"intents_kafka\"} 4.0")
                        .contains("tidings_stream_lag_records{stream=\"intents_kafka\"} 0.0"));

        assertThat(replayedOverRest("b")).isTrue();
        assertThat(replayedOverRest("c")).isTrue();
        assertThat(replayedOverRest("d")).isTrue();
        assertThat(api.get("/v1/deliveries").path("deliveries")).hasSize(5);
        assertThat(quarantine()).hasSize(4);
        assertThat(quarantine().toString())
                .contains("malformed: ")
                .contains("unsupported_version: event_version is 2; expected 1")
                .contains("idempotency_conflict: idempotency_key is a")
                .contains("request_id is a bidirectional override (U+202E) at character 2")
                .contains("kafka:" + topic);
    }

    @Test
    void rows_shipped_by_an_outbox_are_accepted_once_and_in_order_despite_repeats() throws Exception {
        Shop shop = new Shop(folder);
        Intent intent = Intent.of("order.paid", "shop").to("user:end").over("push");
        shop.publish(
                intent.key("o-1").payload("{\"n\":1}"),
                intent.key("o-2").payload("{\"n\":2}"),
                intent.key("o-3").payload("{\"n\":3}"));
        try (KafkaShipper shipper = KafkaShipper.to(
                        topic, Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()));
                OutboxRelay relay = shop.relay(Shop.dyingInBetween(shipper))) {
            shop.awaitShipped();
            assertThat(relay.running()).isTrue();
        }
        send(intent("a", 1));
        awaitDelivery("a");

        List<String> newestFirst = new ArrayList<>();
        for (JsonNode delivery :
                api.get("/v1/deliveries", Map.of("recipient", "user:end")).path("deliveries")) {
            String notification = delivery.path("notification_id").asText();
            newestFirst.add(api.get("/v1/notifications/" + notification)
                    .path("idempotency_key")
                    .asText());
        }
        assertThat(newestFirst).containsExactly("o-3", "o-2", "o-1");
        assertThat(quarantine()).isEmpty();
    }

    @Test
    void during_a_store_outage_the_topic_waits_and_a_stop_succeeds() {
        connection.cut();
        send(intent("a", 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> connection.refused.get() > 2);
        connection.mend();
        awaitDelivery("a");
        assertThat(quarantine()).isEmpty();

        connection.cut();
        send(intent("b", 1));
        int before = connection.refused.get();
        await().until(() -> connection.refused.get() > before);
        server.close();
    }
}
