package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NUL and unpaired surrogates are refused by field name in every field of every request. */
@NeedsServers
class PlainTextRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String ENDPOINT = "/v1/recipients/user:1/endpoints/webhook";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST|/v1/intents|{`type`:`a?`}|type",
                "POST|/v1/intents|{`producer`:`a?`}|producer",
                "POST|/v1/intents|{`idempotency_key`:`a?`}|idempotency_key",
                "POST|/v1/intents|{`dedupe_key`:`a?`}|dedupe_key",
                "POST|/v1/intents|{`request_id`:`a?`}|request_id",
                "POST|/v1/intents|{`channels`:[`a?`]}|channels[0]",
                "POST|/v1/intents|{`audience`:{`recipients`:[`u`,`a?`]}}|audience.recipients[1]",
                "POST|/v1/intents|{`audience`:{`addresses`:[{`channel`:`a?`}]}}|audience.addresses[0].channel",
                "POST|/v1/intents|{`audience`:{`addresses`:[{`address`:`a?`}]}}|audience.addresses[0].address",
                "POST|/v1/intents|{`content`:{`title`:`a?`}}|content.title",
                "POST|/v1/intents|{`content`:{`summary`:`a?`}}|content.summary",
                "POST|/v1/intents|{`content`:{`fallback`:`a?`}}|content.fallback",
                "POST|/v1/intents|{`content`:{`target_url`:`a?`}}|content.target_url",
                "POST|/v1/preview|{`content`:{`title`:`a?`}}|content.title",
                "PUT|endpoint|{`address`:`http://127.0.0.1/?`}|address",
                "PUT|endpoint|{`secret`:`whsec_?`}|secret",
                "PUT|endpoint|{`auth`:{`type`:`bearer`,`token`:`a?`}}|auth.token",
                "PUT|endpoint|{`auth`:{`type`:`basic`,`username`:`a?`}}|auth.username",
                "PUT|endpoint|{`auth`:{`type`:`basic`,`password`:`a?`}}|auth.password",
                "PUT|endpoint|{`auth`:{`type`:`header`,`name`:`a?`}}|auth.name",
                "PUT|endpoint|{`auth`:{`type`:`header`,`value`:`a?`}}|auth.value",
                "PUT|endpoint|{`settings`:{`body`:`a?`}}|settings.body",
                "POST|/v1/deliveries:replay|{`filter`:{`recipient`:`a?`}}|filter.recipient",
                "POST|/v1/deliveries:replay|{`filter`:{`type`:`a?`}}|filter.type",
                "POST|/v1/deliveries:replay|{`filter`:{`reason`:[`a?`]}}|filter.reason[0]",
                "POST|/v1/deliveries:replay|{`filter`:{`channel`:[`a?`]}}|filter.channel[0]",
                "POST|/v1/tokens|{`recipient`:`a?`}|recipient"
            })
    void a_field_with_a_bad_character_is_refused_by_name(String method, String path, String body, String field) {
        for (String bad : new String[] {"\\u0000", "\\ud800", "\\udc00"}) {
            Answer answer = SERVER.send(
                    HttpMethod.valueOf(method),
                    path.equals("endpoint") ? ENDPOINT : path,
                    body.replace('`', '"').replace("?", bad).getBytes(StandardCharsets.US_ASCII));

            IntentRestTest.problem(answer, 400, "invalid_field", field);
            assertThat(answer.text("value")).contains(bad.equals("\\u0000") ? "NUL" : "an unpaired surrogate");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/deliveries?recipient=a%FF,recipient",
        "/v1/deliveries?recipient=a%ED%A0%80,recipient",
        "/v1/deliveries?limit=5&type=%C0%AF,type",
        "/v1/presence?recipient=%80,recipient",
        "/v1/recipients/a%FF/endpoints,path",
        "/v1/recipients/a%ED%A0%80/endpoints/webhook,path"
    })
    void a_path_with_invalid_utf8_is_refused(String path, String field) {
        IntentRestTest.problem(SERVER.get(path), 400, "invalid_field", field);
    }

    /** The HTTP server refuses it before routing. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/deliveries?recipient=a%00", "/v1/recipients/a%00/endpoints", "/v1/events?recipient=%00"})
    void nul_in_a_path_is_refused(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"malformed\"");
    }

    @Test
    void a_field_name_with_a_bad_character_is_refused_too() {
        Answer answer = SERVER.post("/v1/intents", "{\"a\\ud800\":1}");

        IntentRestTest.problem(answer, 400, "malformed", "body");
        IntentRestTest.problem(
                SERVER.put(ENDPOINT, "{\"address\":\"http://127.0.0.1/\",\"settings\":{\"a\\u0000\":\"b\"}}"),
                400,
                "invalid_field",
                "settings.a\uFFFD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"\\ud800\"|payload", "{\"a\":[1,\"x\\udc00\"]}|payload.a[1]", "[\"\\ude00\\ud83d\"]|payload[0]"})
    void an_unpaired_surrogate_in_a_payload_is_refused_by_its_path(String payload, String field) {
        for (String path : new String[] {"/v1/intents", "/v1/preview"}) {
            IntentRestTest.problem(
                    SERVER.post(path, IntentRestTest.intent("k", ",\"payload\":" + payload)),
                    400,
                    "invalid_field",
                    field);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u0000\"", "{\"a\\u0000b\":[\"\\ud83d\\ude00\"]}"})
    void nul_and_surrogate_pairs_in_a_payload_are_kept_unchanged(String payload) {
        Answer answer = SERVER.post("/v1/intents", IntentRestTest.intent("k", ",\"payload\":" + payload));

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(SERVER.get("/v1/notifications/" + answer.text("notification_id"))
                        .http()
                        .contentUtf8())
                .contains(payload);
        assertThat(Objects.requireNonNull(answer.json().get("replayed")).booleanValue())
                .isFalse();
    }
}
