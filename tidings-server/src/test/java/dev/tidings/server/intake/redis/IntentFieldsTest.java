package dev.tidings.server.intake.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.IntentJson;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.streams.StreamEntry;
import dev.tidings.testkit.contract.AsyncApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentFieldsTest {
    private static final FeishuRequested FEISHU = new FeishuRequested("scheduler", "user:", "", "Title");
    private static final AsyncApi CONTRACT = AsyncApi.of("intents");
    private static final String MESSAGE = "intent";

    private final IntentFields fields = new IntentFields("default", 4_096, FEISHU);

    private static StreamEntry entry(Map<String, String> texts) {
        List<StreamEntry.Field> fields = new ArrayList<>();
        texts.forEach((name, value) -> fields.add(new StreamEntry.Field(bytes(name), bytes(value))));
        return new StreamEntry("1-1", fields);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> simple() {
        return new LinkedHashMap<>(CONTRACT.examples(MESSAGE).getFirst());
    }

    private Intent decode(Map<String, String> texts) {
        return fields.decode(entry(texts));
    }

    private void refused(Map<String, String> texts, String words) {
        assertThatThrownBy(() -> decode(texts))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(words);
    }

    @Test
    void every_example_of_the_contract_is_an_intent() {
        assertThat(CONTRACT.examples(MESSAGE))
                .hasSize(3)
                .allSatisfy(example -> assertThat(decode(example)).isNotNull());
    }

    @Test
    void the_contract_names_exactly_the_fields_that_are_read() {
        Map<String, String> more = simple();
        more.put("colour", "red");
        refused(more, "colour is not a field here; expected one of " + String.join(", ", IntentFields.KNOWN));
        assertThat(IntentFields.KNOWN).containsExactlyInAnyOrderElementsOf(CONTRACT.fields(MESSAGE));
        assertThatThrownBy(() -> CONTRACT.checkTexts(MESSAGE, more)).isInstanceOf(AssertionError.class);
    }

    @Test
    void an_ordering_key_is_optional() {
        Map<String, String> texts = simple();
        assertThat(decode(texts).keys()).isEqualTo(IntentKeys.NONE);

        texts.put("ordering_key", " order-7 ");

        assertThat(decode(texts).keys()).isEqualTo(new IntentKeys(null, "order-7"));

        texts.put("ordering_on_dead", "halt");

        assertThat(decode(texts).keys()).isEqualTo(new IntentKeys(null, "order-7", true));
        texts.put("ordering_on_dead", "stop");
        refused(texts, "ordering_on_dead is stop; expected continue or halt");
    }

    @Test
    void a_concurrency_key_is_optional() {
        Map<String, String> texts = simple();
        texts.put("concurrency_key", " crm ");

        assertThat(decode(texts).keys()).isEqualTo(IntentKeys.NONE.limitedBy("crm"));
    }

    @Test
    void labels_are_optional() {
        Map<String, String> texts = simple();
        texts.put("tags", "billing, tour:7");
        texts.put("cancel_key", "reminder:42");
        texts.put("replaces", "true");

        assertThat(decode(texts).keys().labels())
                .isEqualTo(new IntentLabels(List.of("billing", "tour:7"), "reminder:42", true));

        texts.put("replaces", "yes");
        refused(texts, "replaces is yes; expected true or false");
    }

    @Test
    void fields_that_the_contract_requires_are_required() {
        for (String name : CONTRACT.required(MESSAGE)) {
            Map<String, String> less = simple();
            less.remove(name);
            refused(less, name + " is missing");
            less.put(name, " ");
            assertThatThrownBy(() -> decode(less)).as(name).isInstanceOf(ProblemException.class);
        }
        assertThat(CONTRACT.required(MESSAGE)).hasSize(6);
    }

    @Test
    void an_entry_is_the_same_intent_as_over_rest() {
        Map<String, String> texts =
                new LinkedHashMap<>(CONTRACT.examples(MESSAGE).get(1));
        texts.put("producer", "  billing\n");
        Intent fromStream = decode(texts);
        Intent overRest = IntentJson.read(bytes("""
            {"type": "invoice.paid", "producer": "billing", "idempotency_key": "invoice-881",
             "audience": {"recipients": ["user:42", "user:43"]}, "channels": ["email", "push"],
             "payload": {"invoice":881}, "request_id": "another"}\
            """), Envelope.of("default"));
        IntentFingerprints fingerprints = new IntentFingerprints();

        assertThat(fingerprints.of(fromStream)).isEqualTo(fingerprints.of(overRest));
        assertThat(fromStream.idempotencyKey()).isEqualTo(overRest.idempotencyKey());
        assertThat(fromStream.requestId()).isEqualTo("req-77");
        assertThat(Objects.requireNonNull(fromStream.trace()).traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(new String(Objects.requireNonNull(fromStream.payload()).json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"invoice\": 881}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user    | user:1                   | user:1",
                "user    | [\"user:1\"]             | user:1",
                "user    | a, b                     | a, b",
                "USERS   | [\"user:1\", \"user:2\"] | user:1;user:2",
            })
    void recipients_are_plain_text_or_an_array(String kind, String recipients, String expected) {
        Map<String, String> texts = simple();
        texts.put("audience_kind", kind);
        texts.put("recipients", recipients);

        assertThat(decode(texts).audience()).isEqualTo(new Audience.Recipients(List.of(expected.split(";"))));
    }

    @Test
    void a_topic_is_named_in_place_of_recipients() {
        Map<String, String> texts = simple();
        texts.put("audience_kind", "topic");
        texts.put("recipients", "releases");

        assertThat(decode(texts).audience()).isEqualTo(new Audience.Topic("releases", List.of()));
    }

    @Test
    void addresses_belong_to_the_named_channel() {
        Map<String, String> texts =
                new LinkedHashMap<>(CONTRACT.examples(MESSAGE).get(2));
        assertThat(decode(texts).audience())
                .isEqualTo(new Audience.Addresses(List.of(new Audience.Address("email", "oncall@example.com"))));

        texts.put("channels", "email,webhook");
        refused(texts, "channels is [email, webhook]; expected exactly one channel, because audience_kind is address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audience_kind  | everybody             | audience_kind is everybody; expected user, users, topic or"
                        + " address",
                "recipients     | [\"a\", \"b\"]        | recipients is 2 ids; expected exactly one",
                "recipients     | [1]                   | recipients: ",
                "payload_json   | {\"open\":            | payload_json: ",
                "payload_json   | {\"a\":1,\"a\":2}     | payload_json: ",
                "occurred_at_ms | yesterday             | occurred_at_ms is yesterday; expected milliseconds",
                "occurred_at_ms | -1                    | occurred_at_ms is -1",
            })
    void invalid_fields_are_refused_with_value_and_expectation(String name, String value, String words) {
        Map<String, String> texts = simple();
        texts.put(name, value);
        refused(texts, words.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "00000000000000000000000000000000"})
    void an_invalid_trace_is_ignored(String trace) {
        Map<String, String> texts = simple();
        texts.put("trace_id", trace);
        assertThat(decode(texts).trace()).isNull();
    }

    @Test
    void invalid_utf8_and_too_long_entries_are_refused() {
        List<StreamEntry.Field> broken = new ArrayList<>(entry(simple()).fields());
        broken.add(new StreamEntry.Field(bytes("request_id"), new byte[] {(byte) 0xc0}));
        assertThatThrownBy(() -> fields.decode(new StreamEntry("1-1", broken)))
                .hasMessageContaining("request_id is 1 bytes that are not UTF-8");

        Map<String, String> texts = simple();
        texts.put("request_id", "x".repeat(4_096));
        refused(texts, "expected at most 4096 bytes");
    }
}
