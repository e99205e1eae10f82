package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServiceConfig;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document matches the server. EdgeServer also validates all responses in other tests. */
@NeedsServers
class OpenApiTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    /** Routes that OpenAPI does not describe: gRPC, its documentation page and the console. */
    private static final Pattern OTHERS = Pattern.compile("/(?:tidings|push|grpc)\\.|/docs|/console");

    @Test
    void paths_and_methods_match_the_running_routes() {
        Set<String> routes = new TreeSet<>();
        for (ServiceConfig config : SERVER.routes()) {
            Route route = config.route();
            String template = template(route.patternString());
            if (!OTHERS.matcher(template).lookingAt()) {
                for (HttpMethod method : route.methods()) {
                    // WebSocket over HTTP/2, which OpenAPI cannot describe.
                    if (method != HttpMethod.CONNECT) {
                        routes.add(method + " " + template);
                    }
                }
            }
        }

        assertThat(OpenApi.DOCUMENT.operations()).isEqualTo(routes);
    }

    private static String template(String pattern) {
        return pattern.replaceFirst("^\\^", "")
                .replaceFirst("\\$$", "")
                .replaceAll("\\(\\?<(\\w+)>\\[\\^/]\\+\\)", "{$1}")
                .replaceAll("/:(\\w+)", "/{$1}");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/intents, Intent",
        "POST, /v1/intents:batch, IntentBatch",
        "POST, /v1/deliveries:replay, ReplayRequest",
        "POST, /v1/deliveries:retry-now, RetryRequest",
        "POST, /v1/deliveries:cancel, CancelRequest",
        "POST, /v1/tokens, TokenRequest",
        "POST, /v1/secret-keys:reencrypt, ReencryptRequest",
        "POST, /v1/token-keys:rotate, TokenKeyRotation",
        "POST, /v1/events/dlv_00000000000000000000000000/acks, EventAck",
        "PUT, /v1/recipients/r/endpoints/webhook, EndpointPut",
        "POST, /v1/endpoints, EndpointCreation",
        "PATCH, /v1/endpoints/ept_00000000000000000000000000, EndpointPatch",
        "POST, /v1/endpoints/ept_00000000000000000000000000:recover, RecoveryRequest",
        "PUT, /v1/types/order.paid, TypePut",
        "PUT, /v1/recipients/user:42, RecipientPut",
        "PATCH, /v1/recipients/user:42, RecipientPut",
        "PUT, /v1/topics/releases, TopicPut",
        "PUT, /v1/topics/releases/subscribers, Subscribers",
        "POST, /v1/topics/releases/subscribers:remove, Subscribers",
        "POST, /v1/tenants, TenantCreation",
        "PATCH, /v1/tenants/default, TenantPatch",
        "POST, /v1/recipients/r/endpoints/webhook:pause, Pause",
        "POST, /v1/recipients/r/endpoints/webhook:retire-secret, SecretRetirement",
        "POST, /v1/recipients/r/endpoints/webhook:rotate-secret, Rotation"
    })
    void body_fields_match_those_of_the_server(HttpMethod method, String path, String schema) {
        Answer answer = SERVER.send(method, path, "{\"no_such_field\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.text("code")).as("%s", answer).isEqualTo("unknown_field");
        assertThat(Set.of(answer.text("expected").replace("one of ", "").split(", ")))
                .isEqualTo(OpenApi.DOCUMENT.properties(schema));
    }

    @Test
    void every_operation_documents_its_errors_and_names_its_body_schemas() {
        for (String operation : OpenApi.DOCUMENT.operations()) {
            JsonNode shown = OpenApi.DOCUMENT.operation(operation);
            assertThat(shown.at("/responses/4XX/$ref").asText())
                    .as(operation)
                    .isEqualTo("#/components/responses/Problem");
            for (JsonNode media : shown.findValues("content")) {
                for (JsonNode one : media) {
                    JsonNode schema = one.get("schema");
                    assertThat(schema.has("$ref")
                                    || schema.path("type").asText().equals("string"))
                            .as("%s: %s", operation, schema)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void no_schemas_differ_only_in_required_fields() {
        for (JsonNode choice : OpenApi.DOCUMENT.schemas().findValues("oneOf")) {
            for (JsonNode one : choice) {
                assertThat(one.has("$ref") || one.has("type")).as("%s", choice).isTrue();
            }
        }
    }

    @Test
    void the_server_serves_the_document() throws Exception {
        assertThat(SERVER.get("/openapi.yaml").http().contentUtf8())
                .isEqualTo(Files.readString(Path.of("..", "docs", "openapi.yaml")));
    }
}
