package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All routes refuse unknown, repeated and empty query parameters; the document lists the known ones. */
@NeedsServers
class QueryParametersTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    /** Load balancers add parameters to these. */
    private static final Set<String> LENIENT =
            Set.of("GET /", "GET /healthz", "GET /readyz", "GET /openapi.yaml", "GET /client/tidings.js");

    static Stream<String> operations() {
        return OpenApi.DOCUMENT.operations().stream().filter(operation -> !LENIENT.contains(operation));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_unknown_parameter_is_refused_with_the_known_ones(String operation) {
        Answer answer = ask(operation, "no_such_parameter=1");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("unknown_field");
        assertThat(answer.text("field")).isEqualTo("no_such_parameter");
        Set<String> accepted = answer.text("expected").equals("no parameters")
                ? Set.of()
                : new TreeSet<>(
                        Set.of(answer.text("expected").replace("one of ", "").split(", ")));
        assertThat(accepted).isEqualTo(OpenApi.DOCUMENT.queryParameters(operation));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void empty_and_duplicate_parameters_are_refused(String operation) {
        for (String name : OpenApi.DOCUMENT.queryParameters(operation)) {
            if (name.equals("token")) {
                // Credentials are checked before parameters.
                assertThat(ask(operation, "token=").status()).isEqualTo(401);
                continue;
            }
            for (String query : new String[] {name, name + "=", name + "=a&" + name + "=b"}) {
                Answer answer = ask(operation, query);
                assertThat(answer.status()).as("?%s: %s", query, answer).isEqualTo(400);
                assertThat(answer.text("field")).as("?%s", query).isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/events?recipent=a, recipient",
        "GET, /v1/deliveries?stauts=dead, status",
        "GET, /v1/presence?receipient=a, recipient",
        "POST, /v1/preview?local=de, locale"
    })
    void a_mistyped_parameter_suggests_the_nearest(HttpMethod method, String path, String meant) {
        assertThat(SERVER.send(method, path, method == HttpMethod.GET ? null : new byte[0])
                        .text("detail"))
                .contains("did you mean " + meant + "?");
    }

    @Test
    void an_intent_with_an_unknown_parameter_is_not_accepted() {
        SERVER.putEndpoint("user:42");

        Answer refused = SERVER.post("/v1/intents?dryrun=1", IntentRestTest.intent("k", ""));

        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(SERVER.get("/v1/deliveries").json().get("deliveries")).isEmpty();
    }

    @Test
    void grpc_methods_have_no_parameters() {
        Answer refused = SERVER.post("/tidings.v1.IntentService/Submit?dryrun=1", "{}");

        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(refused.text("field")).isEqualTo("dryrun");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/deliveries, garbage",
        "/v1/quarantine, garbage",
        "/v1/operational-events, zz",
        "/v1/runtimes, garbage1",
        "/v1/runtimes/game-7/operations, garbage",
        "/v1/events, garbage",
        "/v1/events/ws, garbage"
    })
    void an_unknown_cursor_is_refused(String path, String cursor) {
        Answer refused = SERVER.get(path + "?cursor=" + cursor);

        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(refused.text("field")).isEqualTo("cursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"filter\":{\"recipient\":\"\"}}|filter.recipient",
                "{\"filter\":{\"channel\":[\"\"]}}|filter.channel",
                "{\"filter\":{\"type\":\"\"}}|filter.type",
                "{\"filter\":{\"reason\":[\"\"]}}|filter.reason",
                "{\"filter\":{\"reason\":[]}}|filter.reason",
                "{\"filter\":{\"notification_id\":\"\"}}|filter.notification_id",
                "{\"filter\":{\"status\":[]}}|filter.status",
                "{\"filter\":{\"status\":[\"\"]}}|filter.status"
            })
    void an_empty_filter_replays_nothing(String body, String field) {
        IntentRestTest.problem(SERVER.post("/v1/deliveries:replay", body), 400, "invalid_field", field);
    }

    private static Answer ask(String operation, String query) {
        String[] parts = operation.split(" ", 2);
        String path = parts[1].replace("{recipient}", "user:42")
                .replace("{channel}", "webhook")
                .replace("{game}", "game-7")
                .replaceAll("\\{\\w+}", "dlv_00000000000000000000000000");
        HttpMethod method = HttpMethod.valueOf(parts[0]);
        return SERVER.send(
                method, path + "?" + query, method == HttpMethod.GET ? null : "{}".getBytes(StandardCharsets.UTF_8));
    }
}
