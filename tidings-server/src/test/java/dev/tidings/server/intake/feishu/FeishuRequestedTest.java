package dev.tidings.server.intake.feishu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.server.intake.kafka.IntentRecords;
import dev.tidings.server.intake.redis.IntentFields;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.kafka.RecordEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The event as its producer's outbox writes it, byte for byte. */
class FeishuRequestedTest {
    private static final String PAYLOAD = "{\"user_id\":7,\"trigger_id\":\"ast_7f3\",\"preview_id\":\"asp_91c\","
            + "\"trigger_type\":\"important_urgent_task\",\"target_type\":\"task_pool\",\"target_id\":15,"
            + "\"dedupe_key\":\"7:important_urgent_task:2026-04-30T15:30:00Z\",\"target_url\":\"/assistant/conv-7f3\","
            + "\"summary_text\":\"今晚 8 点有一项紧急任务\","
            + "\"fallback_text\":\"今晚 8 点有一项紧急任务，请查看：/assistant/conv-7f3\","
            + "\"trace_id\":\"trace_5d2\",\"requested_at\":\"2026-04-30T23:45:27.123456+08:00\"}";
    private static final String ENVELOPE = "{\"outbox_id\":42,\"event_id\":\"asp_91c\","
            + "\"event_type\":\"notification.feishu.requested\",\"event_version\":\"1\",\"aggregate_id\":\"asp_91c\","
            + "\"payload\":" + PAYLOAD + "}";
    private static final FeishuRequested FEISHU =
            new FeishuRequested("active-scheduler", "user:", "https://app.example.com", "日程调整建议");

    private static Intent overKafka(String value) {
        return new IntentRecords("default", 10_000, FEISHU)
                .decode(RecordEntry.of(new ConsumerRecord<>("t", 3, 17, bytes("7"), bytes(value))));
    }

    private static Intent overRedis(String... fields) {
        List<StreamEntry.Field> all = new java.util.ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.add(new StreamEntry.Field(bytes(fields[i]), bytes(fields[i + 1])));
        }
        return new IntentFields("default", 10_000, FEISHU).decode(new StreamEntry("1-0", all));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String with(String before, String after) {
        assertThat(ENVELOPE).contains(before);
        return ENVELOPE.replace(before, after);
    }

    @Test
    void the_event_becomes_a_feishu_intent_for_its_user() {
        Intent intent = overKafka(ENVELOPE);

        assertThat(intent.producer()).isEqualTo("active-scheduler");
        assertThat(intent.type()).isEqualTo("notification.feishu.requested");
        assertThat(intent.idempotencyKey()).isEqualTo("asp_91c");
        assertThat(intent.audience()).isEqualTo(new Audience.Recipients(List.of("user:7")));
        assertThat(intent.channels()).containsExactly("feishu");
        assertThat(intent.keys().dedupe()).isEqualTo("7:important_urgent_task:2026-04-30T15:30:00Z");
        assertThat(intent.content())
                .isEqualTo(new Content(
                        "日程调整建议",
                        "今晚 8 点有一项紧急任务",
                        "今晚 8 点有一项紧急任务，请查看：/assistant/conv-7f3",
                        "https://app.example.com/assistant/conv-7f3"));
        assertThat(intent.requestId()).isEqualTo("trace_5d2");
        assertThat(intent.trace()).isNull();
        assertThat(java.util.Objects.requireNonNull(intent.payload()).json()).isEqualTo(bytes(PAYLOAD));
    }

    @Test
    void a_w3c_trace_id_is_also_the_trace() {
        Intent intent = overKafka(with("trace_5d2", "4bf92f3577b34da6a3ce929d0e0e4736"));

        assertThat(java.util.Objects.requireNonNull(intent.trace()).traceparent())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-");
    }

    @Test
    void the_same_event_can_be_fields_of_a_redis_entry() {
        Intent intent = overRedis(
                "outbox_id", "42",
                "event_id", "asp_91c",
                "event_type", "notification.feishu.requested",
                "event_version", "1",
                "payload", PAYLOAD);

        assertThat(intent).isEqualTo(overKafka(ENVELOPE));
    }

    @Test
    void without_an_event_id_the_preview_id_is_the_key() {
        assertThat(overKafka(with("\"event_id\":\"asp_91c\",", "")).idempotencyKey())
                .isEqualTo("asp_91c");
        assertThat(overKafka(with("\"event_id\":\"asp_91c\"", "\"event_id\":\"43\""))
                        .idempotencyKey())
                .isEqualTo("43");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"summary_text\":\"  \"",
                "\"summary_text\":\"\\u200b\"",
                "\"summary_text\":null",
                "\"left_out\":\"\""
            })
    void a_blank_summary_is_replaced_by_the_fallback(String summary) {
        Content content =
                overKafka(with("\"summary_text\":\"今晚 8 点有一项紧急任务\"", summary)).content();

        assertThat(java.util.Objects.requireNonNull(content).summary())
                .isEqualTo("今晚 8 点有一项紧急任务，请查看：/assistant/conv-7f3");
    }

    @Test
    void without_any_text_the_producer_s_default_sentence_is_used() {
        String bare = ENVELOPE.replaceAll("\"(summary|fallback)_text\":\"[^\"]*\",", "");

        assertThat(java.util.Objects.requireNonNull(overKafka(bare).content()).summary())
                .isEqualTo("我为你生成了一份日程调整建议，请回到系统确认是否应用。");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"event_version\":\"\",", "\"service_name\":\"notification\",", ""})
    void an_envelope_may_lack_its_version_and_have_more(String instead) {
        assertThat(overKafka(with("\"event_version\":\"1\",", instead))).isEqualTo(overKafka(ENVELOPE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"user_id\":7 | \"user_id\":0 | user_id",
                "\"user_id\":7 | \"user\":7 | payload.user_id",
                "asp_91c\",\"trigger_type | \",\"trigger_type | payload.preview_id",
                "\"dedupe_key\":\"7: | \"dedupe\":\"7: | payload.dedupe_key",
                "\"/assistant/conv-7f3\",\"summary | \"https://evil.example/\",\"summary | payload.target_url",
                "\"/assistant/conv-7f3\",\"summary | \"/assistant/https://x\",\"summary | payload.target_url",
                "\"requested_at\" | \"requested\" | payload.requested_at",
                "2026-04-30T23:45:27.123456+08:00 | 0001-01-01T00:00:00Z | payload.requested_at",
                "\"event_version\":\"1\" | \"event_version\":\"2\" | event_version",
                "\"payload\": | \"content\": | payload"
            })
    void fields_that_the_producer_s_system_refuses_are_refused_by_name(String before, String after, String field) {
        assertThatThrownBy(() -> overKafka(with(before, after)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(field);
    }

    @Test
    void other_events_and_intents_that_mention_the_event_are_read_as_intents() {
        assertThatThrownBy(() -> overKafka(with("notification.feishu.requested", "notification.sms.requested")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("outbox_id");
        Intent plain =
                overKafka("{\"type\":\"notification.feishu.requested\",\"producer\":\"p\",\"idempotency_key\":\"k\","
                        + "\"audience\":{\"recipients\":[\"u\"]},\"payload\":{\"a\":1}}");
        assertThat(plain.idempotencyKey()).isEqualTo("k");
        assertThat(plain.channels()).isEmpty();
    }
}
