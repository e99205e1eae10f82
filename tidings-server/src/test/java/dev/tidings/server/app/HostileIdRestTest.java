package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids that could forge lines or control a terminal are refused by field, on every route. */
@NeedsServers
class HostileIdRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String[] ATTACKS = {
        "\u001b[2J", "\r\nSet-Cookie: a", "\u009b31m", "\u0085", "\u2028", "\u202e", "\u2067", "\t", "\u007f"
    };

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of("POST", "/v1/intents", "{`idempotency_key`:`a?`}", "idempotency_key"),
                Arguments.of("POST", "/v1/intents", "{`dedupe_key`:`a?`}", "dedupe_key"),
                Arguments.of("POST", "/v1/intents", "{`request_id`:`a?`}", "request_id"),
                Arguments.of("POST", "/v1/intents", "{`audience`:{`recipients`:[`u`,`a?`]}}", "audience.recipients[1]"),
                Arguments.of(
                        "POST",
                        "/v1/intents",
                        "{`audience`:{`addresses`:[{`channel`:`webhook`,`address`:`https://a.example/?`}]}}",
                        "audience.addresses[0].address"),
                Arguments.of(
                        "POST",
                        "/v1/intents",
                        "{`content`:{`title`:`t`,`summary`:`s`,`target_url`:`https://a?`}}",
                        "content.target_url"),
                Arguments.of("POST", "/v1/preview", "{`request_id`:`a?`}", "request_id"),
                Arguments.of("POST", "/v1/tokens", "{`recipient`:`a?`}", "recipient"),
                Arguments.of(
                        "PUT",
                        "/v1/recipients/user:1/endpoints/webhook",
                        "{`address`:`https://a.example/?`}",
                        "address"),
                Arguments.of(
                        "PUT",
                        "/v1/recipients/user:1/endpoints/webhook",
                        "{`address`:`https://a.example/`,`auth`:{`type`:`basic`,`username`:`a?`,`password`:`p`}}",
                        "auth.username"),
                Arguments.of(
                        "PUT",
                        "/v1/recipients/user:1/endpoints/webhook",
                        "{`address`:`https://a.example/`,`auth`:{`type`:`basic`,`username`:`a`,`password`:`p?`}}",
                        "auth.password"));
    }

    @ParameterizedTest(name = "{3} of {1}")
    @MethodSource("fields")
    void a_field_that_would_forge_lines_is_refused_by_name(String method, String path, String body, String field) {
        for (String attack : ATTACKS) {
            StringBuilder escaped = new StringBuilder();
            attack.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            String whole = body.replace('`', '"').replace("?", escaped);
            if (path.equals("/v1/intents") || path.equals("/v1/preview")) {
                whole = completed(whole);
            }

            Answer answer = SERVER.send(HttpMethod.valueOf(method), path, whole.getBytes(StandardCharsets.US_ASCII));

            IntentRestTest.problem(answer, 400, "invalid_field", field);
            assertThat(answer.http().contentUtf8()).doesNotContain(attack);
        }
    }

    /** The other required fields of an intent. */
    private static String completed(String part) {
        String rest = "\"type\":\"a.b\",\"producer\":\"p\"";
        if (!part.contains("idempotency_key")) {
            rest += ",\"idempotency_key\":\"k\"";
        }
        if (!part.contains("audience")) {
            rest += ",\"audience\":{\"recipients\":[\"u\"]}";
        }
        return "{" + rest + "," + part.substring(1);
    }

    /** The HTTP server refuses some of them before routing. */
    @Test
    void a_recipient_in_a_path_is_refused_too() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String attack : ATTACKS) {
            String recipient =
                    URLEncoder.encode("a" + attack, StandardCharsets.UTF_8).replace("+", "%20");
            for (String path : List.of(
                    "/v1/recipients/" + recipient + "/endpoints/webhook", "/v1/events?recipient=" + recipient)) {
                HttpRequest.Builder request =
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path));
                if (!path.contains("?")) {
                    request.header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("{\"address\":\"http://a.example/\"}"));
                }
                HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());

                assertThat(answer.statusCode())
                        .as("%s: %s", path, answer.body())
                        .isEqualTo(400);
                assertThat(answer.body()).containsAnyOf("\"field\":\"recipient\"", "\"code\":\"malformed\"");
            }
        }
    }
}
