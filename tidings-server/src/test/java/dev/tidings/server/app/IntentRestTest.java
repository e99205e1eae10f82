package dev.tidings.server.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class IntentRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    static String intent(String key, String more) {
        return """
            {"type":"build.failed","producer":"ci","idempotency_key":"%s","audience":{"recipients":["user:42"]}%s}\
            """.formatted(key, more);
    }

    @Test
    void an_intent_is_accepted_and_its_deliveries_are_named() {
        SERVER.putEndpoint("user:42");

        Answer answer = SERVER.post("/v1/intents", intent("k1", ",\"channels\":[\"webhook\"]"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.text("notification_id")).startsWith("ntf_");
        assertThat(answer.json().get("replayed").booleanValue()).isFalse();
        JsonNode delivery = answer.json().get("deliveries").get(0);
        assertThat(delivery.get("delivery_id").asText()).startsWith("dlv_");
        assertThat(delivery.get("channel").asText()).isEqualTo("webhook");
        assertThat(delivery.get("recipient").asText()).isEqualTo("user:42");
        assertThat(delivery.get("status").asText()).isEqualTo("pending");
        assertThat(delivery.get("reused").booleanValue()).isFalse();
    }

    @Test
    void a_repeated_intent_gets_the_same_receipt_for_any_key_order_and_request_id() {
        Answer first = SERVER.post("/v1/intents", intent("k1", ",\"payload\":{\"a\":1.0,\"b\":[true]}"));

        Answer again = SERVER.post("/v1/intents", """
            { "payload": {"b": [ true ], "a": 1e0}, "idempotency_key": "k1", "request_id": "other",
              "audience": {"recipients": ["user:42"]}, "producer": "ci", "type": "build.failed" }\
            """);

        assertThat(again.status()).as("%s", again).isEqualTo(202);
        assertThat(again.json().get("replayed").booleanValue()).isTrue();
        assertThat(again.text("notification_id")).isEqualTo(first.text("notification_id"));
        assertThat(again.json().get("deliveries")).isEqualTo(first.json().get("deliveries"));
    }

    @Test
    void another_intent_under_the_same_key_is_a_conflict() {
        SERVER.post("/v1/intents", intent("k1", ""));

        Answer answer = SERVER.post("/v1/intents", intent("k1", ",\"payload\":2"));

        problem(answer, 422, "idempotency_conflict", "idempotency_key");
        assertThat(answer.text("value")).isEqualTo("k1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\" : 1.50,\n \"ü\":\"\\u00fc\"}", "[1, 2 ,3]", "\"text \\n é\"", "12.50", "-0", "true", "{}"
            })
    void a_payload_keeps_its_bytes(String payload) {
        Answer answer =
                SERVER.post("/v1/intents", intent("k1", ",\"payload\": " + payload + "  , \"request_id\":\"r\""));

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(new String(requireNonNull(stored(SERVER, answer).payload()).json(), StandardCharsets.UTF_8))
                .isEqualTo(payload);
        Answer shown = SERVER.get("/v1/notifications/" + answer.text("notification_id"));
        assertThat(shown.http().contentUtf8()).contains("\"payload\":" + payload);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":5}|type|5|a string",
                "{\"type\":null}|type|null|a string",
                "{\"audience\":[]}|audience|an array|an object",
                "{\"audience\":{\"recipients\":[\"a\",7]}}|audience.recipients[1]|7|a string",
                "{\"audience\":{\"addresses\":[{\"channel\":\"webhook\",\"address\":{}}]}}|audience.addresses[0].address|an"
                        + " object|a string",
                "{\"channels\":\"webhook\"}|channels|'webhook'|an array",
                "{\"content\":{\"title\":true}}|content.title|true|a string",
                "{\"not_before\":\"tomorrow\"}|not_before|'tomorrow'|an RFC 3339 time such as 2026-01-31T09:30:00Z",
                "{\"expires_at\":1700000000}|expires_at|1700000000|an RFC 3339 time such as 2026-01-31T09:30:00Z",
            })
    void a_wrong_type_names_field_value_and_expectation(String body, String field, String value, String expected) {
        Answer answer = SERVER.post("/v1/intents", body);

        problem(answer, 400, "invalid_field", field);
        assertThat(answer.text("value")).isEqualTo(value);
        assertThat(answer.text("expected")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"producer\":\"p\",\"audience\":{\"recipients\":[\"r\"]},\"idempotency_key\":\"k\"}',type",
        "'{\"type\":\"t\",\"audience\":{\"recipients\":[\"r\"]},\"idempotency_key\":\"k\"}',producer",
        "'{\"type\":\"t\",\"producer\":\"p\",\"audience\":{\"recipients\":[\"r\"]}}',idempotency_key",
        "'{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\"k\"}',audience",
        "'{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\"k\",\"audience\":{}}',audience",
        "'{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\"k\",\"audience\":{\"recipients\":[]}}',audience.recipients"
    })
    void missing_fields_are_named(String body, String field) {
        problem(SERVER.post("/v1/intents", body), 400, "invalid_field", field);
    }

    @Test
    void unknown_fields_are_named_with_their_path() {
        problem(SERVER.post("/v1/intents", intent("k", ",\"prio\":1")), 400, "unknown_field", "prio");
        problem(
                SERVER.post("/v1/intents", intent("k", ",\"content\":{\"titel\":\"x\"}")),
                400,
                "unknown_field",
                "content.titel");
    }

    @Test
    void duplicate_fields_are_refused_also_inside_the_payload() {
        problem(SERVER.post("/v1/intents", "{\"type\":\"a\",\"type\":\"b\"}"), 400, "invalid_field", "type");
        problem(
                SERVER.post("/v1/intents", intent("k", ",\"payload\":{\"x\":{\"a\":1,\"a\":2}}")),
                400,
                "invalid_field",
                "payload.x.a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"type\":\"a\",}", "nope", "{\"type\":'a'}", "{\"payload\":01}"})
    void invalid_json_is_malformed(String body) {
        problem(SERVER.post("/v1/intents", body), 400, "malformed", "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {" {}", "x", ",", "]"})
    void trailing_data_after_an_intent_is_refused(String more) {
        problem(SERVER.post("/v1/intents", intent("k", "") + more), 400, "malformed", "body");
        assertThat(SERVER.post("/v1/intents", intent("k", "") + " \n").status()).isEqualTo(202);
    }

    @Test
    void malformed_json_is_reported_with_its_position() {
        Answer answer = SERVER.post("/v1/intents", "{\n \"type\": nope}");

        assertThat(answer.text("value")).contains("line 2, column");
        assertThat(answer.http().contentUtf8()).doesNotContain("com.fasterxml").doesNotContain("Exception");
    }

    @Test
    void invalid_utf8_is_malformed_even_where_parsers_accept_it() {
        for (byte[] bad :
                new byte[][] {{(byte) 0xff}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            byte[] body = intent("k", ",\"payload\":\"????\"").getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bad, 0, body, body.length - 6, bad.length);

            Answer answer = SERVER.send(HttpMethod.POST, "/v1/intents", body);

            problem(answer, 400, "malformed", "body");
            assertThat(answer.text("expected")).isEqualTo("UTF-8");
        }
    }

    @Test
    void unpaired_surrogates_in_fields_and_numbers_beyond_doubles_in_payloads_are_refused() {
        problem(SERVER.post("/v1/intents", "{\"type\":\"\\ud800\"}"), 400, "invalid_field", "type");
        problem(SERVER.post("/v1/intents", intent("k", ",\"payload\":1e999")), 400, "invalid_field", "payload");
    }

    @Test
    void a_body_over_the_limit_is_refused_by_name_and_size() {
        Answer answer = SERVER.post("/v1/intents", intent("k", ",\"payload\":\"" + "x".repeat(300_000) + "\""));

        problem(answer, 413, "limit_exceeded", "body");
        assertThat(answer.text("limit")).isEqualTo("at most 262144 bytes");
    }

    @Test
    void a_payload_over_the_limit_is_refused_by_name_and_size() {
        Answer answer = SERVER.post("/v1/intents", intent("k", ",\"payload\":\"" + "x".repeat(140_000) + "\""));

        problem(answer, 413, "limit_exceeded", "payload");
        assertThat(answer.text("value")).isEqualTo("140002 bytes");
        assertThat(answer.text("limit")).isEqualTo("at most 131072 bytes");
    }

    @Test
    void too_many_recipients_are_refused() {
        String recipients =
                IntStream.range(0, 10_001).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));

        Answer answer = SERVER.post("/v1/intents", """
            {"type":"t","producer":"p","idempotency_key":"k","audience":{"recipients":[%s]}}\
            """.formatted(recipients));

        problem(answer, 413, "limit_exceeded", "audience.recipients");
    }

    @Test
    void nesting_is_bounded() {
        Answer answer =
                SERVER.post("/v1/intents", intent("k", ",\"payload\":" + "[".repeat(5_000) + "]".repeat(5_000)));

        assertThat(answer.status()).as("%s", answer).isEqualTo(413);
        assertThat(answer.text("code")).isEqualTo("limit_exceeded");
    }

    @Test
    void only_json_is_accepted() {
        Answer answer = SERVER.post("/v1/intents", intent("k", ""), "content-type", "text/plain");

        problem(answer, 415, "unsupported_media_type", "Content-Type");
        assertThat(answer.text("value")).isEqualTo("text/plain");
    }

    @Test
    void an_unknown_channel_is_named() {
        problem(
                SERVER.post("/v1/intents", intent("k", ",\"channels\":[\"pigeon\"]")),
                400,
                "invalid_field",
                "channels[0]");
    }

    private static String toAddress(String key, String address, String more) {
        return """
            {"type":"t","producer":"p","idempotency_key":"%s",
             "audience":{"addresses":[{"channel":"webhook","address":"https://a.test/"},{"channel":"webhook","address":"%s"}]}%s}\
            """.formatted(key, address, more);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not a url",
                "ftp://a.test/",
                "http://user:passw0rd@a.test/",
                "https://a.test/#x",
                "https://a.test:99999/",
                "https://1.2.3/"
            })
    void an_invalid_address_is_refused_by_index_without_its_secrets(String address) {
        for (String path : new String[] {"/v1/intents", "/v1/preview"}) {
            Answer answer = SERVER.post(path, toAddress("k", address, ""));

            problem(answer, 400, "invalid_field", "audience.addresses[1].address");
            assertThat(answer.http().contentUtf8()).doesNotContain("passw0rd");
            assertThat(answer.text("expected")).isNotBlank();
        }
        Answer batch = SERVER.post(
                "/v1/intents:batch",
                "{\"intents\":[" + toAddress("k1", address, "") + "," + toAddress("k2", "https://b.test/", "") + "]}");
        assertThat(batch.json().at("/results/0/problem/field").asText()).isEqualTo("audience.addresses[1].address");
        assertThat(batch.json().at("/results/1/receipt/deliveries")).hasSize(2);
    }

    @Test
    void items_of_a_batch_are_independent() {
        SERVER.post("/v1/intents", intent("old", ""));

        Answer answer = SERVER.post(
                "/v1/intents:batch",
                "{\"intents\":[" + intent("a", "") + "," + intent("b", ",\"prio\":1") + ",{\"type\":3},"
                        + intent("old", "") + "," + intent("old", ",\"payload\":1")
                        + ",7,{\"type\":\"a\",\"type\":\"b\"}]}");

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        JsonNode results = answer.json().get("results");
        assertThat(results).hasSize(7);
        assertThat(results.findValuesAsText("index")).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(results.get(0).at("/status").intValue()).isEqualTo(202);
        assertThat(results.get(0).at("/receipt/notification_id").asText()).startsWith("ntf_");
        assertThat(results.get(1).at("/problem/code").asText()).isEqualTo("unknown_field");
        assertThat(results.get(2).at("/problem/field").asText()).isEqualTo("type");
        assertThat(results.get(3).at("/receipt/replayed").booleanValue()).isTrue();
        assertThat(results.get(4).at("/status").intValue()).isEqualTo(422);
        assertThat(results.get(5).at("/problem/expected").asText()).isEqualTo("an object");
        assertThat(results.get(6).at("/problem/field").asText()).isEqualTo("type");
    }

    @Test
    void a_batch_is_limited_and_has_no_key_of_its_own() {
        String many = IntStream.range(0, 501).mapToObj(i -> intent("k" + i, "")).collect(Collectors.joining(","));
        problem(SERVER.post("/v1/intents:batch", "{\"intents\":[" + many + "]}"), 413, "limit_exceeded", "intents");
        problem(SERVER.post("/v1/intents:batch", "{\"intents\":[]}"), 400, "invalid_field", "intents");
        problem(SERVER.post("/v1/intents:batch", "{}"), 400, "invalid_field", "intents");
        problem(SERVER.post("/v1/intents:batch", "[]"), 400, "invalid_field", "body");
        problem(
                SERVER.post("/v1/intents:batch", "{\"intents\":[" + intent("a", "") + "]}", "idempotency-key", "k"),
                400,
                "invalid_field",
                "Idempotency-Key");
    }

    static Notification stored(EdgeServer server, Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return server.store
                .queries()
                .notification("default", NotificationId.of(answer.text("notification_id")))
                .orElseThrow();
    }

    static void problem(Answer answer, int status, String code, String field) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.text("field")).as("%s", answer).isEqualTo(field);
        assertThat(answer.text("type")).isEqualTo("urn:tidings:problem:" + code);
        assertThat(answer.json().get("status").intValue()).isEqualTo(status);
        assertThat(answer.text("title")).isNotBlank();
        assertThat(answer.text("detail")).isNotBlank();
    }
}
