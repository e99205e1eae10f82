package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.submit.Intent;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that invalid intents are refused before they are written, and that written ones are read back unchanged. */
class IntentCheckTest {
    private static final Intent INTENT =
            Intent.of("order.paid", "shop").to("user:42").key("k").payload("[1.50]");

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("type", with(message -> message.setType("order paid"))),
                wrong("producer", with(message -> message.setProducer(""))),
                wrong("idempotency_key", intent -> intent.key("x".repeat(256))),
                wrong("idempotency_key", intent -> intent.key("a\0b")),
                wrong("idempotency_key", intent -> intent.key("a\ud83d")),
                wrong("audience.recipients[1]", intent -> intent.to("\udc00\ud83d")),
                wrong("idempotency_key", intent -> intent.key("a\u001b[2J")),
                wrong("dedupe_key", intent -> intent.dedupe("a\r\nb")),
                wrong("ordering_on_dead", intent -> intent.with(message -> message.setOrderingOnDead("halt"))),
                wrong(
                        "ordering_on_dead",
                        intent -> intent.inOrder("o").with(message -> message.setOrderingOnDead("stop"))),
                wrong("tags[0]", intent -> intent.tagged("a b")),
                wrong("tags[1]", intent -> intent.tagged("a", "a")),
                wrong(
                        "tags",
                        intent -> intent.tagged(
                                IntStream.range(0, 17).mapToObj(i -> "t" + i).toArray(String[]::new))),
                wrong("cancel_key", intent -> intent.cancelKey("a\nb")),
                wrong("replaces", intent -> intent.with(message -> message.setReplaces(true))),
                wrong("ordering_key", intent -> intent.inOrder("a\r\nb")),
                wrong("concurrency_key", intent -> intent.limitedBy("a\r\nb")),
                wrong("not_before", intent -> intent.inOrder("o").notBefore(Instant.EPOCH)),
                wrong("request_id", intent -> intent.requestId("a\u009b1m")),
                wrong("audience.recipients[1]", intent -> intent.to("a\u202eb")),
                wrong(
                        "content.target_url",
                        intent -> intent.content("t", "s")
                                .with(message -> message.getContentBuilder().setTargetUrl("https://a.example/\u2028"))),
                wrong("audience", with(message -> message.clearAudience())),
                wrong(
                        "audience.recipients",
                        with(message -> message.getAudienceBuilder()
                                .getRecipientsBuilder()
                                .clearIds())),
                wrong(
                        "audience.topic",
                        intent ->
                                intent.with(message -> message.clearAudience()).toTopic("re leases")),
                wrong(
                        "audience.except[1]",
                        intent -> intent.with(message -> message.clearAudience())
                                .toTopic("releases", "user:1", "user:1")),
                wrong("audience.recipients[1]", intent -> intent.to("user:42")),
                wrong("audience.recipients[1]", intent -> intent.to("x".repeat(513))),
                wrong(
                        "audience.recipients",
                        intent -> intent.to(IntStream.range(0, 10_000)
                                .mapToObj(i -> "r" + i)
                                .toArray(String[]::new))),
                wrong(
                        "audience.addresses[0].address",
                        intent ->
                                intent.with(message -> message.clearAudience()).toAddress("email", " ")),
                wrong(
                        "audience.addresses[2]",
                        intent -> intent.with(message -> message.clearAudience())
                                .toAddress("email", "a@b")
                                .toAddress("webhook", "a@b")
                                .toAddress("email", "a@b")),
                wrong("channels[1]", intent -> intent.over("email", "email")),
                wrong("content.title", intent -> intent.content("", "s")),
                wrong("payload", intent -> intent.payload("{")),
                wrong("payload", intent -> intent.payload("1 2")),
                wrong("payload", intent -> intent.payload("{'a': 1}")),
                wrong("payload", intent -> intent.payload("[".repeat(65) + "]".repeat(65))),
                wrong("payload", intent -> intent.payload("\"" + "x".repeat(128 * 1024) + "\"")),
                wrong("expires_at", intent -> intent.notBefore(Instant.EPOCH).expiresAt(Instant.EPOCH)));
    }

    private static Arguments wrong(String field, UnaryOperator<Intent> change) {
        return Arguments.of(field, change);
    }

    private static UnaryOperator<Intent> with(java.util.function.Consumer<dev.tidings.v1.Intent.Builder> change) {
        return intent -> intent.with(change);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void a_refusal_names_the_field_and_what_was_expected(String field, UnaryOperator<Intent> change) {
        assertThatThrownBy(() -> IntentCheck.check(change.apply(INTENT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field + " is ")
                .hasMessageContaining("; expected ");
    }

    @Test
    void an_oversized_document_is_refused() {
        assertThatThrownBy(() -> IntentCheck.document("x".repeat(256 * 1024 + 1)))
                .hasMessage("intent is 262145 bytes as JSON; expected at most 262144");
    }

    @Test
    void an_intent_with_all_fields_is_read_back_unchanged() {
        Intent intent = INTENT.over("email", "push")
                .content("Paid \"in full\"", "Thanks\nfor it")
                .with(message -> message.getContentBuilder().setFallback("f").setTargetUrl("https://x.test/?a=1&b=2"))
                .dedupe("d")
                .notBefore(Instant.parse("2026-01-01T00:00:00.123456789Z"))
                .expiresAt(Instant.parse("2026-01-02T00:00:00Z"))
                .requestId("r");

        assertThatCode(() -> IntentCheck.check(intent)).doesNotThrowAnyException();
        assertThat(IntentDocument.read(IntentDocument.write(intent))).isEqualTo(intent);
    }

    @Test
    void an_intent_with_labels_is_read_back_unchanged() {
        Intent intent = INTENT.tagged("billing", "tour:7").replacing("reminder:42");

        assertThatCode(() -> IntentCheck.check(intent)).doesNotThrowAnyException();
        assertThat(IntentDocument.read(IntentDocument.write(intent))).isEqualTo(intent);
    }

    @Test
    void an_intent_to_a_topic_is_read_back_unchanged() {
        Intent intent = Intent.of("order.paid", "shop").key("k").toTopic("releases", "user:1");

        assertThatCode(() -> IntentCheck.check(intent)).doesNotThrowAnyException();
        assertThat(IntentDocument.read(IntentDocument.write(intent))).isEqualTo(intent);
    }

    @Test
    void an_intent_with_an_ordering_key_is_read_back_unchanged() {
        Intent intent = INTENT.inOrderHaltingOnDead("order-1").limitedBy("crm");

        assertThatCode(() -> IntentCheck.check(intent)).doesNotThrowAnyException();
        assertThat(IntentDocument.write(intent)).contains("\"ordering_key\":\"order-1\"");
        assertThat(IntentDocument.read(IntentDocument.write(intent))).isEqualTo(intent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ \"a\" : [1.0, \"}\\\"]\", {}] }", "1e400", "\"\\u00e9,\"", "null", "[]", "-0.0"})
    void a_payload_keeps_its_text_at_any_position(String payload) {
        String last = IntentDocument.write(INTENT.payload(payload));
        String first = last.replace(",\"payload\":" + payload + "}", "}")
                .replaceFirst("\\{", java.util.regex.Matcher.quoteReplacement("{\"payload\" :  " + payload + " ,"));

        assertThat(IntentDocument.read(last).message().getPayloadJson().toStringUtf8())
                .isEqualTo(payload);
        assertThat(IntentDocument.read(first).message().getPayloadJson().toStringUtf8())
                .isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"type\":\"t\"}",
                "{\"type\":\"t\",\"producer\":\"p\",\"event_version\":2}",
                "{\"type\":\"t\",\"producer\":\"p\",\"colour\":2}"
            })
    void an_invalid_document_is_refused(String document) {
        assertThatThrownBy(() -> IntentDocument.read(document)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-b", "x; DROP TABLE y", "a.b.c", "1a", "\u00e9"})
    void a_table_with_special_characters_is_refused(String name) {
        assertThatThrownBy(() -> new OutboxTable(name)).hasMessageStartingWith("table is '" + name + "'; expected");
    }
}
