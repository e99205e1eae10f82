package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.store.jdbc.Cursors;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit and null in the document matches the server: values at a limit are accepted, beyond it refused. */
@NeedsServers
class OpenApiBoundsTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String EVENT = "dlv_00000000000000000000000000";

    /** Codes of problems with a field of the body. */
    private static final Set<String> ABOUT_A_FIELD =
            Set.of("invalid_field", "unknown_field", "limit_exceeded", "malformed");

    private static final String INTENT = """
        {"type": "build.failed", "producer": "ci", "idempotency_key": "k", "channels": ["webhook"], "dedupe_key": "d",
         "content": {"title": "t", "summary": "s", "fallback": "f", "target_url": "https://example.com"},
         "payload": {"a": 1}, "not_before": "2026-01-31T09:30:00Z", "expires_at": "9026-01-31T09:30:00+01:00",
         "request_id": "r", "audience": %s}\
        """;
    private static final String FILTER = """
        {"filter": {"status": ["%s"], "channel": ["webhook"], "recipient": "user:42", "type": "build.failed",
         "reason": ["expired"], "notification_id": "ntf_00000000000000000000000000",
         "endpoint": "ept_00000000000000000000000000", "since": "2026-01-31T09:30:00Z", "until": "2027-01-31T09:30:00Z"}, "dry_run": true, "rate_per_second": 5, "limit": 5}\
        """;

    private static final String KEY = """
        {"name": "ci", "scopes": ["produce"], "from": ["10.0.0.0/8"], "types": ["build.*"], "recipients": ["team:*"], %s}\
        """;

    /** A valid body of each kind. */
    record Body(HttpMethod method, String path, String schema, String json) {
        @Override
        public String toString() {
            return method + " " + path + " " + schema;
        }
    }

    static Stream<Body> bodies() {
        String endpoint = "/v1/recipients/r/endpoints/webhook";
        return Stream.of(
                post("/v1/intents", "Intent", INTENT.formatted("{\"recipients\": [\"user:42\"]}")),
                post(
                        "/v1/preview",
                        "Intent",
                        INTENT.formatted("{\"addresses\": [{\"channel\": \"webhook\", \"address\":"
                                + " \"http://127.0.0.1:9/hook\"}]}")),
                // A key of order excludes not_before.
                post("/v1/intents", "Intent", """
                    {"type": "t", "producer": "p", "idempotency_key": "k2", "ordering_key": "o",
                     "ordering_on_dead": "halt", "concurrency_key": "u", "tags": ["a"], "cancel_key": "c", "replaces": true,
                     "audience": {"recipients": ["user:42"]}}\
                    """),
                post("/v1/deliveries:replay", "ReplayRequest", FILTER.formatted("dead")),
                post("/v1/deliveries:retry-now", "RetryRequest", FILTER.formatted("failed")),
                post("/v1/deliveries:cancel", "CancelRequest", FILTER.formatted("failed")),
                post("/v1/deliveries:expire", "CancelRequest", FILTER.formatted("failed")),
                post("/v1/tokens", "TokenRequest", "{\"recipient\": \"user:42\", \"ttl_ms\": 60000}"),
                post("/v1/events/" + EVENT + "/acks", "EventAck", "{\"state\": \"read\"}"),
                put(endpoint, "{\"type\": \"none\"}"),
                put(endpoint, "{\"type\": \"bearer\", \"token\": \"abcdefghij\"}"),
                put(endpoint, "{\"type\": \"basic\", \"username\": \"u\", \"password\": \"abcdefghij\"}"),
                put(endpoint, "{\"type\": \"header\", \"name\": \"X-Key\", \"value\": \"abcdefghij\"}"),
                new Body(HttpMethod.POST, "/v1/endpoints", "EndpointCreation", """
                    {"recipient": "r", "channel": "webhook", "name": "orders", "address": "http://127.0.0.1:9/hook", "enabled": true,
                     "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "settings": {"header.X-Team": "payments"},
                     "types": ["order.*"], "metadata": {"customer": "42"}, "auth": {"type": "none"}}\
                    """),
                post(
                        "/v1/endpoints/ept_00000000000000000000000000:recover",
                        "RecoveryRequest",
                        "{\"since\": \"2025-01-31T09:30:00Z\", \"until\": \"2025-01-31T10:30:00Z\"}"),
                post(endpoint + ":pause", "Pause", "{\"duration_ms\": 60000}"),
                post(endpoint + ":pause", "Pause", "{\"until\": \"2026-06-30T09:30:00Z\"}"),
                post(endpoint + ":retire-secret", "SecretRetirement", "{\"secret_id\": \"sec_1\"}"),
                post(
                        endpoint + ":rotate-secret",
                        "Rotation",
                        "{\"secret\": \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"}"),
                post(
                        "/v1/secret-keys:reencrypt",
                        "ReencryptRequest",
                        "{\"after\": \"" + Cursors.of("reencryption", "[\"key\"]") + "\", \"limit\": 5}"),
                post("/v1/keys", "ApiKeyCreation", KEY.formatted("\"expires_at\": \"9026-01-31T09:30:00Z\"")),
                post("/v1/keys", "ApiKeyCreation", KEY.formatted("\"ttl_ms\": 60000")),
                post("/v1/keys/key_1:set-expiry", "ApiKeyExpiry", "{\"expires_at\": \"9026-01-31T09:30:00Z\"}"),
                post("/v1/keys/key_1:set-expiry", "ApiKeyExpiry", "{\"ttl_ms\": 60000}"),
                post("/v1/token-keys:rotate", "TokenKeyRotation", "{\"overlap_ms\": 5}"),
                new Body(HttpMethod.PUT, "/v1/types/order.paid", "TypePut", """
                    {"description": "An order was paid", "schema": {"type": "object"}, "example": {"total": 5},
                     "channels": ["webhook"], "mandatory": true, "deprecated": true, "validation": "enforce"}\
                    """),
                new Body(HttpMethod.PUT, "/v1/recipients/user:42", "RecipientPut", """
                    {"locale": "de-AT", "time_zone": "Europe/Vienna", "attributes": {"plan": "pro"}}\
                    """),
                new Body(HttpMethod.PUT, "/v1/topics/releases", "TopicPut", "{\"description\": \"New releases\"}"),
                new Body(
                        HttpMethod.PUT,
                        "/v1/topics/releases/subscribers",
                        "Subscribers",
                        "{\"recipients\": [\"user:42\"]}"),
                post("/v1/tenants", "TenantCreation", """
                    {"id": "fresh", "display_name": "Shop", "weight": 2, "quotas": {"endpoints": 5, "stored_bytes": 7,
                     "waiting_deliveries": 9, "intents_per_second": 3}}\
                    """),
                new Body(HttpMethod.PATCH, "/v1/tenants/default", "TenantPatch", """
                    {"display_name": "Shop", "weight": 2, "quotas": {"endpoints": 5, "stored_bytes": 7,
                     "waiting_deliveries": 9, "intents_per_second": 3}}\
                    """),
                post("/v1/runtimes/game-7:start", "RuntimeStart", "{\"image_ref\": \"arena:1\"}"),
                post("/v1/runtimes/game-7:stop", "RuntimeStop", "{\"reason\": \"over\"}"));
    }

    private static Body post(String path, String schema, String json) {
        return new Body(HttpMethod.POST, path, schema, json);
    }

    private static Body put(String path, String auth) {
        return new Body(HttpMethod.PUT, path, "EndpointPut", """
            {"address": "http://127.0.0.1:9/hook", "enabled": true, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
             "settings": {"header.X-Team": "payments"}, "name": "orders", "types": ["order.*", "user.created"],
             "metadata": {"customer": "42"}, "auth": %s}\
            """.formatted(auth));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodies_at_a_limit_are_accepted_and_beyond_it_refused(Body body) throws IOException {
        List<String> wrong = new ArrayList<>();
        Answer right = send(body, EdgeServer.JSON.readTree(body.json()));
        assertThat(ABOUT_A_FIELD).as("%s", right).doesNotContain(problem(right));
        for (BodyCases.Case one : BodyCases.of(body.schema(), EdgeServer.JSON.readTree(body.json()), new TreeSet<>())) {
            Answer answer = send(body, one.body());
            if ((answer.status() >= 500 && answer.status() != 501) || refusedFor(answer, one) != one.refused()) {
                wrong.add(one + "\n  must be " + (one.refused() ? "refused" : "taken") + " and is answered " + answer);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static Answer send(Body body, JsonNode json) {
        // The key is in the header if the body has none.
        String[] key =
                body.schema().equals("Intent") && json.path("idempotency_key").isNull()
                        ? new String[] {"Idempotency-Key", "k"}
                        : new String[0];
        return SERVER.send(body.method(), body.path(), json.toString().getBytes(StandardCharsets.UTF_8), key);
    }

    private static boolean refusedFor(Answer answer, BodyCases.Case one) {
        String code = problem(answer);
        String field = answer.http().content().isEmpty() ? "" : answer.text("field");
        boolean named = field.equals(one.field())
                || field.startsWith(one.field() + "[")
                || one.field().startsWith(field + "[")
                // For a name in an open object.
                || (one.overLimit() && !field.isEmpty() && one.field().startsWith(field + "."));
        boolean limit = code.equals("limit_exceeded");
        if (one.overLimit() && !one.refused()) {
            return named && limit;
        }
        // Long input is refused before it is parsed.
        boolean whole = one.overLimit() && limit && field.equals("body");
        return whole || (named && ABOUT_A_FIELD.contains(code));
    }

    private static String problem(Answer answer) {
        return answer.http().content().isEmpty() ? "" : answer.text("code");
    }

    @Test
    void the_bodies_of_this_test_cover_every_property() throws IOException {
        Map<String, Set<String>> visited = new TreeMap<>();
        for (Body body : bodies().toList()) {
            BodyCases.of(
                    body.schema(),
                    EdgeServer.JSON.readTree(body.json()),
                    visited.computeIfAbsent(body.schema(), schema -> new TreeSet<>()));
        }

        for (String operation : OpenApi.DOCUMENT.operations()) {
            JsonNode body =
                    OpenApi.DOCUMENT.operation(operation).at("/requestBody/content/application~1json/schema/$ref");
            String schema = body.asText().replaceFirst(".*/", "");
            // Intents of a batch are covered separately; their number is tested below.
            if (!body.isMissingNode() && !schema.equals("IntentBatch")) {
                assertThat(visited).as(operation).containsKey(schema);
                assertThat(visited.get(schema)).as(operation).containsAll(OpenApi.DOCUMENT.properties(schema));
            }
        }
        assertThat(visited.get("Intent"))
                .contains("audience.recipients", "audience.addresses", "audience.addresses[0].address");
        assertThat(visited.get("EndpointPut"))
                .contains("auth.token", "auth.username", "auth.password", "auth.name", "auth.value");
    }

    @Test
    void a_batch_at_its_limit_is_accepted_and_beyond_it_refused() {
        int most = OpenApi.DOCUMENT
                .schemas()
                .at("/IntentBatch/properties/intents/maxItems")
                .asInt();

        assertThat(batch(0).text("field")).isEqualTo("intents");
        assertThat(batch(most).status()).isEqualTo(200);
        assertThat(batch(most + 1).text("code")).isEqualTo("limit_exceeded");
    }

    private static Answer batch(int intents) {
        String one = IntentRestTest.intent("k", "");
        return SERVER.post(
                "/v1/intents:batch",
                "{\"intents\":[" + String.join(",", java.util.Collections.nCopies(intents, one)) + "]}");
    }

    static Stream<String> operations() {
        return OpenApi.DOCUMENT.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void parameters_at_a_limit_are_accepted_and_beyond_it_refused(String operation) {
        for (JsonNode parameter : OpenApi.DOCUMENT.parameters(operation)) {
            String name = parameter.get("name").asText();
            JsonNode schema = OpenApi.DOCUMENT.resolved(parameter.get("schema"));
            switch (parameter.get("in").asText()) {
                case "query" -> query(operation, name, schema);
                case "path" -> path(operation, name, schema);
                default -> {}
            }
        }
    }

    private static void query(String operation, String name, JsonNode schema) {
        // An accepted stream does not end.
        boolean stream = operation.startsWith("GET /v1/events");
        List<String> right = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        if (schema.has("maxLength")) {
            int most = schema.get("maxLength").asInt();
            String longest = "a".repeat(most);
            if (longest.matches(schema.path("pattern").asText(".*"))) {
                right.add(longest);
            }
            wrong.add("a".repeat(most + 1));
        }
        if (schema.has("pattern")) {
            wrong.add(",~ ,");
            schema.path("examples").forEach(example -> right.add(example.asText()));
        }
        if (schema.has("minimum")) {
            right.addAll(List.of(
                    schema.get("minimum").asText(), schema.get("maximum").asText()));
            wrong.addAll(List.of(
                    schema.get("minimum").asLong() - 1 + "",
                    schema.get("maximum").asLong() + 1 + "",
                    "1.5"));
        }
        if (schema.path("format").asText().equals("date-time")) {
            right.add("2026-01-31T09:30:00Z");
            wrong.addAll(List.of("tomorrow", "2026-01-31T24:00:00Z"));
        }
        for (String value : right) {
            if (!stream) {
                Answer answer = ask(operation, name, value);
                assertThat(answer.text("field"))
                        .as("%s %s=%s: %s", operation, name, value, answer)
                        .isNotEqualTo(name);
            }
        }
        for (String value : wrong) {
            Answer answer = ask(operation, name, value);
            assertThat(answer.text("field"))
                    .as("%s %s=%s: %s", operation, name, value, answer)
                    .isEqualTo(name);
        }
    }

    private static void path(String operation, String name, JsonNode schema) {
        if (schema.has("maxLength")) {
            Answer answer =
                    call(operation, name, "a".repeat(schema.get("maxLength").asInt() + 1), "");
            assertThat(answer.status()).as("%s: %s", operation, answer).isBetween(400, 499);
        }
        if (schema.has("pattern")) {
            Answer answer = call(operation, name, "x" + EVENT, "");
            assertThat(answer.text("code")).as("%s: %s", operation, answer).isEqualTo("invalid_field");
        }
    }

    private static Answer ask(String operation, String name, String value) {
        return call(operation, "", "", "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /** A call with an invalid body, if one is required. */
    private static Answer call(String operation, String parameter, String value, String query) {
        String[] parts = operation.split(" ", 2);
        String path = parts[1].replace("{" + parameter + "}", value)
                .replace("{recipient}", "r")
                .replace("{channel}", "webhook")
                .replace("{game}", "g")
                .replace("{name}", "order.paid")
                .replace("{id}", parts[1].contains("notifications") ? EVENT.replace("dlv", "ntf") : EVENT);
        JsonNode needs = OpenApi.DOCUMENT.operation(operation).path("requestBody");
        String body = parts[1].endsWith("/acks") ? "{\"state\":\"read\"}" : "{}";
        return SERVER.send(
                HttpMethod.valueOf(parts[0]),
                path + query,
                needs.isMissingNode() ? null : body.getBytes(StandardCharsets.UTF_8));
    }
}
