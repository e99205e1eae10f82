package dev.tidings.server.intake.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.IntentJson;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.kafka.RecordEntry;
import dev.tidings.testkit.contract.AsyncApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentRecordsTest {
    private static final FeishuRequested FEISHU = new FeishuRequested("scheduler", "user:", "", "Title");
    private static final String REST = """
        {"type": "build.failed", "producer": "ci", "idempotency_key": "b-1", "channels": ["push"],
         "audience": {"recipients": ["user:1"]}, "payload": {"n": 1.0,  "m": 2}%s}\
        """;
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final AsyncApi CONTRACT = AsyncApi.of("intents-kafka");

    private final IntentRecords records = new IntentRecords("default", 2_000, FEISHU);

    private static StreamEntry entry(Map<String, String> headers, @Nullable String value) {
        ConsumerRecord<byte[], byte[]> made =
                new ConsumerRecord<>("t", 3, 17, bytes("order-1"), value == null ? null : bytes(value));
        headers.forEach((name, text) -> made.headers().add(name, bytes(text)));
        return RecordEntry.of(made);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Intent plain(String more) {
        return records.decode(entry(Map.of("content-type", "application/json"), REST.formatted(more)));
    }

    private Intent structured(String more, String data) {
        return records.decode(entry(
                Map.of("content-type", "application/cloudevents+json; charset=utf-8"),
                "{\"specversion\": \"1.0\", \"type\": \"build.failed\", \"source\": \"ci\", \"id\": \"b-1\"" + more
                        + data + "}"));
    }

    private Intent binary(Map<String, String> more, String value) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_type", "build.failed",
                "ce_source", "ci",
                "ce_id", "b-1",
                "ce_subject", "user:1",
                "ce_channels", "push",
                "content-type", "application/json"));
        headers.putAll(more);
        return records.decode(entry(headers, value));
    }

    private static byte[] fingerprint(Intent intent) {
        return new IntentFingerprints().of(intent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"event_version\": 1", ", \"event_version\": \"1\"", ", \"event_version\": null"})
    void json_is_the_body_of_a_request_with_an_optional_version(String more) {
        Intent overRest = IntentJson.read(bytes(REST.formatted("")), Envelope.of("default"));

        Intent intent = plain(more);

        assertThat(intent).usingRecursiveComparison().isEqualTo(overRest);
        assertThat(fingerprint(intent)).isEqualTo(fingerprint(overRest));
    }

    @Test
    void a_record_without_a_content_type_is_json_and_may_have_trace_headers() {
        Intent intent = records.decode(entry(Map.of("traceparent", TRACE), REST.formatted("")));

        assertThat(Objects.requireNonNull(intent.trace()).traceparent()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "\"2\"", "1.0", "\"\""})
    void an_unsupported_version_is_named(String version) {
        assertThatThrownBy(() -> plain(", \"event_version\": " + version))
                .hasMessageContaining("event_version is " + version.replace("\"", ""))
                .hasMessageContaining("expected 1")
                .extracting("problem.code")
                .hasToString("UNSUPPORTED_VERSION");
        assertThatThrownBy(
                        () -> IntentJson.read(bytes(REST.formatted(", \"event_version\": 1")), Envelope.of("default")))
                .hasMessageContaining("event_version");
    }

    @Test
    void all_three_formats_of_an_intent_have_the_same_fingerprint() {
        String data = "{\"n\": 1.0,  \"m\": 2}";
        byte[] expected = fingerprint(plain(""));

        Intent structured = structured(", \"recipients\": \"user:1\", \"channels\": \"push\"", ", \"data\": " + data);
        Intent binary = binary(Map.of(), data);

        assertThat(fingerprint(structured)).isEqualTo(expected);
        assertThat(fingerprint(binary)).isEqualTo(expected);
        assertThat(Objects.requireNonNull(structured.payload()).json()).isEqualTo(bytes(data));
        assertThat(Objects.requireNonNull(binary.payload()).json()).isEqualTo(bytes(data));
    }

    @Test
    void extensions_carry_fields_without_a_cloud_event_attribute() {
        Intent intent = structured(
                ", \"subject\": \"order/7\", \"recipients\": \"[\\\"user:1\\\", \\\"a,b\\\"]\", \"channels\":"
                        + " \"email,push\", \"requestid\": \"req-1\","
                        + " \"traceparent\":"
                        + " \"" + TRACE + "\", \"dedupekey\": \"d\","
                        + " \"notbefore\": \"2030-01-01T00:00:00Z\", \"expirytime\": \"2030-01-02T00:00:00Z\","
                        + " \"eventversion\": 1, \"time\": \"2026-01-01T00:00:00Z\", \"partitionkey\": \"p\"",
                ", \"data_base64\": \"eyJuIjogMX0=\"");

        assertThat(intent.audience()).isEqualTo(new Audience.Recipients(List.of("user:1", "a,b")));
        assertThat(intent.channels()).containsExactly("email", "push");
        assertThat(intent.requestId()).isEqualTo("req-1");
        assertThat(Objects.requireNonNull(intent.trace()).traceparent()).isEqualTo(TRACE);
        assertThat(intent.keys().dedupe()).isEqualTo("d");
        assertThat(intent.notBefore()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(intent.expiresAt()).isEqualTo(Instant.parse("2030-01-02T00:00:00Z"));
        assertThat(Objects.requireNonNull(intent.payload()).json()).isEqualTo(bytes("{\"n\": 1}"));
    }

    @Test
    void the_ordering_key_of_an_event_is_an_extension() {
        Intent intent =
                structured(", \"subject\": \"user:1\", \"orderingkey\": \"order-7\", \"orderingondead\": \"halt\"", "");

        assertThat(intent.keys()).isEqualTo(new IntentKeys(null, "order-7", true));
    }

    @Test
    void the_concurrency_key_of_an_event_is_an_extension() {
        Intent intent = structured(", \"subject\": \"user:1\", \"concurrencykey\": \"crm\"", "");

        assertThat(intent.keys()).isEqualTo(IntentKeys.NONE.limitedBy("crm"));
    }

    @Test
    void the_labels_of_an_event_are_extensions() {
        Intent intent = structured(
                ", \"subject\": \"user:1\", \"tags\": \"billing,tour:7\", \"cancelkey\": \"c\", \"replaces\": true",
                "");

        assertThat(intent.keys().labels()).isEqualTo(new IntentLabels(List.of("billing", "tour:7"), "c", true));
    }

    @Test
    void a_topic_is_named_in_place_of_recipients() {
        assertThat(binary(Map.of("ce_topic", "releases"), "{}").audience())
                .isEqualTo(new Audience.Topic("releases", List.of()));
        assertThatThrownBy(() -> binary(Map.of("ce_topic", "releases", "ce_recipients", "user:42"), "{}"))
                .hasMessageContaining("one of topic, recipients and addresses");
    }

    @Test
    void addresses_belong_to_the_single_channel() {
        Intent intent = binary(Map.of("ce_addresses", "a@example.com,b@example.com", "ce_channels", "email"), "{}");

        assertThat(intent.audience())
                .isEqualTo(new Audience.Addresses(List.of(
                        new Audience.Address("email", "a@example.com"),
                        new Audience.Address("email", "b@example.com"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ce_specversion | 0.3 | specversion is 0.3; expected 1.0",
                "ce_specversion | 7 | not a valid CloudEvent 1.0",
                "ce_eventversion | 2 | eventversion is 2; expected 1",
                "content-type | text/plain | datacontenttype is text/plain; expected application/json",
                "ce_addresses | a@example.com | ok",
                "ce_notbefore | tomorrow | notbefore is tomorrow; expected an RFC 3339 time",
                "ce_source | : | not a valid CloudEvent 1.0",
                "ce_recipients | [1] | recipients:",
            })
    void an_invalid_cloud_event_is_refused_by_attribute(String header, String value, String message) {
        if (message.equals("ok")) {
            assertThat(binary(Map.of(header, value), "{}").audience()).isInstanceOf(Audience.Addresses.class);
            return;
        }
        assertThatThrownBy(() -> binary(Map.of(header, value), "{}")).hasMessageContaining(message);
    }

    @Test
    void events_without_recipients_with_invalid_data_or_without_a_value_are_refused() {
        assertThatThrownBy(() -> structured("", ", \"data\": 1")).hasMessageContaining("recipients is missing");
        assertThatThrownBy(() -> structured(", \"id\": \"again\"", "")).hasMessageContaining("id");
        assertThatThrownBy(() -> binary(Map.of(), "{")).hasMessageContaining("data: ");
        assertThatThrownBy(() -> records.decode(entry(Map.of(), null))).hasMessageContaining("value is missing");
        assertThatThrownBy(
                        () -> records.decode(entry(Map.of("content-type", "application/cloudevents-batch+json"), "[]")))
                .hasMessageContaining("content-type is application/cloudevents-batch+json; expected application/json");
        assertThatThrownBy(() -> records.decode(entry(Map.of("x", "y".repeat(2_000)), "{}")))
                .hasMessageContaining("record is 20");
    }

    @Test
    void an_entry_id_contains_position_and_time() {
        assertThat(entry(Map.of(), "{}").id()).isEqualTo("3-17--1");
    }

    @Test
    void the_contract_has_the_fields_that_are_read() {
        for (Map<String, String> example : CONTRACT.examples("cloudEvent")) {
            Map<String, String> headers = new HashMap<>();
            example.forEach(
                    (name, text) -> headers.put(name.equals("datacontenttype") ? "content-type" : "ce_" + name, text));
            String data = headers.remove("ce_data");

            assertThat(records.decode(entry(headers, data)).producer()).isEqualTo(example.get("source"));
        }
    }
}
