package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.intent;
import static dev.tidings.server.app.IntentRestTest.problem;
import static dev.tidings.server.app.IntentRestTest.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, request ids and traces of intents in headers. */
@NeedsServers
class IntentHeaderRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void key_request_id_and_trace_may_be_headers() {
        String body = """
            {"type":"t","producer":"p","audience":{"recipients":["r"]}}\
            """;

        Answer answer = SERVER.post(
                "/v1/intents",
                body,
                "idempotency-key",
                "\"quoted\"",
                "x-request-id",
                "req-1",
                "traceparent",
                TRACEPARENT,
                "tracestate",
                "vendor=1");

        Notification stored = stored(SERVER, answer);
        assertThat(stored.idempotencyKey()).isEqualTo("quoted");
        assertThat(stored.requestId()).isEqualTo("req-1");
        assertThat(stored.trace()).isEqualTo(new TraceContext(TRACEPARENT, "vendor=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void a_malformed_trace_is_ignored(String traceparent) {
        Answer answer = SERVER.post("/v1/intents", intent("k1", ""), "traceparent", traceparent);

        assertThat(stored(SERVER, answer).trace()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\\\"b\"|a\"b",
                "\"a\\\\b\"|a\\b",
                "\"a, b;c=d\"|a, b;c=d",
                "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"|8e03978e-40d5-43e8-bc93-6894a57f9324",
                "order:881/a=b\\|order:881/a=b\\"
            })
    void a_key_in_the_header_is_the_same_as_in_the_body(String header, String key) {
        Answer answer = SERVER.post(
                "/v1/intents",
                "{\"type\":\"t\",\"producer\":\"p\",\"audience\":{\"recipients\":[\"r\"]}}",
                "idempotency-key",
                header);

        assertThat(stored(SERVER, answer).idempotencyKey()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"abc",
                "abc\"",
                "\"a\";p=1",
                "a;p=1",
                "\"\"",
                "\"a\"b\"",
                "\"a\\b\"",
                "\"a\\\"",
                "\"a\", \"b\"",
                "a,b",
                "a b",
                "h\u00e9",
                "\"h\u00e9\"",
                "?1;a\"",
                ""
            })
    void an_invalid_key_in_the_header_is_refused(String header) {
        Answer answer = SERVER.post("/v1/intents", intent("k1", ""), "idempotency-key", header);

        problem(answer, 400, "invalid_field", "Idempotency-Key");
        assertThat(answer.text("expected")).contains("\"order-881\"").contains("visible ASCII");
        problem(
                SERVER.post("/v1/preview", intent("k1", ""), "idempotency-key", header),
                400,
                "invalid_field",
                "Idempotency-Key");
    }

    /** Read as Latin-1, it would differ from the id in the body and in other logs. */
    @Test
    void a_request_id_in_a_header_must_be_ascii() {
        String id = "h\u00e9";
        Answer[] answers = {
            SERVER.post("/v1/intents", intent("k1", ""), "x-request-id", id),
            SERVER.post("/tidings.v1.IntentService/Submit", "{\"intent\":{\"type\":\"t\"}}", "x-request-id", id)
        };
        for (Answer answer : answers) {
            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.http().contentUtf8()).contains("X-Request-Id", "printable ASCII");
        }
    }

    @Test
    void two_headers_with_a_key_are_refused_even_with_the_same_one() {
        problem(
                SERVER.post("/v1/intents", intent("k1", ""), "idempotency-key", "k1", "idempotency-key", "k1"),
                400,
                "invalid_field",
                "Idempotency-Key");
    }

    @Test
    void two_different_keys_are_refused() {
        Answer answer = SERVER.post("/v1/intents", intent("k1", ""), "idempotency-key", "k2");

        problem(answer, 400, "invalid_field", "idempotency_key");
    }
}
