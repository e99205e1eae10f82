package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints as a resource of their own: by id. */
@NeedsServers
class EndpointResourceRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @RegisterExtension
    static final EndpointReceiver SINK = new EndpointReceiver();

    private static final EndpointKey KEY = new EndpointKey("default", "user:42", "webhook", "orders");

    @Test
    void an_endpoint_is_created_once_and_found_by_its_id_and_by_its_name() {
        Answer created = create("orders");

        assertThat(created.status()).as("%s", created).isEqualTo(201);
        assertThat(created.json().get("new_secrets")).hasSize(1);
        assertThat(created.json().get("health").asText()).isEqualTo("healthy");
        JsonNode byId = SERVER.get("/v1/endpoints/" + created.text("id")).json();
        assertThat(byId)
                .isEqualTo(SERVER.get("/v1/recipients/user:42/endpoints/webhook?name=orders")
                        .json());
        assertThat(byId.has("new_secrets")).isFalse();

        Answer again = create("orders");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("field")).isEqualTo("name");
        assertThat(again.text("expected")).contains(created.text("id"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/\"}', recipient",
        "'{\"recipient\":\"a\",\"address\":\"http://127.0.0.1:9/\"}', channel",
        "'{\"recipient\":\"a\",\"channel\":\"webhook\"}', address",
        "'{\"recipient\":\" \",\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/\"}', recipient",
        "'{\"recipient\":\"a\",\"channel\":\"fax\",\"address\":\"5\"}', channel"
    })
    void a_creation_names_the_field_that_is_wrong(String body, String field) {
        Answer refused = SERVER.post("/v1/endpoints", body);

        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(refused.text("field")).isEqualTo(field);
    }

    @Test
    void a_patch_changes_only_what_it_names() {
        String path = "/v1/endpoints/" + create("orders").text("id");
        patch(path, """
            {"types": ["order.*"], "metadata": {"customer": "42", "plan": "pro"}, "enabled": false,
             "settings": {"body": "raw", "retry_min": "2s"},
             "auth": {"type": "basic", "username": "me", "password": "old-password"}}\
            """);
        Endpoint before = stored();

        patch(path, """
            {"metadata": {"plan": null, "tier": "gold"}, "settings": {"body": null}, "auth": {"password": "new-password"}}\
            """);

        Endpoint after = stored();
        assertThat(after.metadata()).isEqualTo(Map.of("customer", "42", "tier", "gold"));
        assertThat(after.settings()).isEqualTo(Map.of("retry_min", "2s"));
        assertThat(after.auth()).isEqualTo(new EndpointAuth.Basic("me", new Secret("new-password")));
        assertThat(after.enabled()).isFalse();
        assertThat(after.types()).isEqualTo(before.types());
        assertThat(after.address()).isEqualTo(before.address());
        assertThat(after.secrets()).isEqualTo(before.secrets());

        patch(path, "{\"types\": null, \"metadata\": null, \"enabled\": null, \"settings\": null, \"auth\": null}");
        Endpoint reset = stored();
        assertThat(reset.types().patterns()).isEmpty();
        assertThat(reset.metadata()).isEmpty();
        assertThat(reset.settings()).isEmpty();
        assertThat(reset.enabled()).isTrue();
        assertThat(reset.auth()).isEqualTo(new EndpointAuth.None());
    }

    @Test
    void a_patch_that_does_not_enable_an_endpoint_keeps_why_it_was_disabled() {
        String path = "/v1/endpoints/" + create("orders").text("id");
        SERVER.store.endpoints().disable(KEY, "endpoint_gone", stored().version());

        patch(path, "{\"metadata\": {\"seen\": \"yes\"}}");
        assertThat(stored().disabledReason()).isEqualTo("endpoint_gone");
        assertThat(stored().enabled()).isFalse();

        patch(path, "{\"enabled\": true}");
        assertThat(stored().disabledReason()).isNull();
        assertThat(stored().enabled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"name\":\"x\"}', name, unknown_field",
        "'{\"paused_until\":\"2027-01-31T08:00:00Z\"}', paused_until, unknown_field",
        "'{\"secret\":null}', secret, invalid_field",
        "'{\"address\":null}', address, invalid_field",
        "'{\"auth\":{\"token\":\"t\"}}', auth.type, invalid_field",
        "'{\"auth\":{\"type\":\"bearer\"}}', auth.token, invalid_field",
        "'{\"settings\":{\"body\":\"none\"}}', settings.body, invalid_field"
    })
    void a_wrong_patch_is_refused_and_changes_nothing(String body, String field, String code) {
        String path = "/v1/endpoints/" + create("orders").text("id");
        Endpoint before = stored();

        Answer refused = patch(path, body);

        assertThat(refused.text("code")).as("%s", refused).isEqualTo(code);
        assertThat(refused.text("field")).isEqualTo(field);
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void a_change_of_a_version_that_is_no_longer_current_is_refused() {
        Answer created = create("orders");
        String path = "/v1/endpoints/" + created.text("id");
        String stale = '"' + created.text("etag") + '"';
        patch(path, "{\"metadata\": {\"a\": \"b\"}}");

        for (Answer refused : List.of(
                patch(path, "{\"enabled\": false}", "if-match", stale),
                SERVER.post(path + ":pause", "{\"duration_ms\":1000}", "if-match", stale),
                SERVER.send(HttpMethod.DELETE, path, null, "if-match", stale))) {
            assertThat(refused.status()).as("%s", refused).isEqualTo(412);
        }
        String current = '"' + SERVER.get(path).text("etag") + '"';
        assertThat(patch(path, "{\"enabled\": false}", "if-match", current).status())
                .isEqualTo(200);
    }

    @Test
    void what_a_recipients_routes_can_do_is_done_by_id_too() {
        String id = SERVER.post(
                        "/v1/endpoints",
                        "{\"recipient\":\"user:42\",\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:"
                                + SINK.httpPort() + "/ok\"}")
                .text("id");
        String path = "/v1/endpoints/" + id;

        assertThat(SERVER.post(path + ":test", "").text("status")).isEqualTo("sent");
        assertThat(SERVER.post(path + ":pause", "{\"duration_ms\":60000}")
                        .json()
                        .has("paused_until"))
                .isTrue();
        assertThat(SERVER.post(path + ":resume", "").json().has("paused_until")).isFalse();
        assertThat(SERVER.post(path + ":unblock", "").json().get("retrying").intValue())
                .isZero();
        assertThat(SERVER.post(path + ":rotate-secret", "").json().get("new_secrets"))
                .hasSize(1);
        assertThat(SERVER.send(HttpMethod.DELETE, path, null).status()).isEqualTo(204);
        for (Answer gone : List.of(
                SERVER.get(path),
                patch(path, "{\"enabled\": false}"),
                SERVER.send(HttpMethod.DELETE, path, null),
                SERVER.post(path + ":test", ""),
                SERVER.post(path + ":pause", "{\"duration_ms\":60000}"),
                SERVER.post(path + ":resume", ""),
                SERVER.post(path + ":unblock", ""),
                SERVER.post(path + ":rotate-secret", ""))) {
            assertThat(gone.status()).as("%s", gone).isEqualTo(404);
        }
        assertThat(SERVER.get("/v1/endpoints/orders").text("field")).isEqualTo("id");
    }

    @Test
    void a_list_is_filtered_and_paged() {
        SERVER.putEndpoint("user:1");
        SERVER.clock.advance(Duration.ofMillis(1));
        SERVER.putEndpoint("user:2");
        SERVER.clock.advance(Duration.ofMillis(1));
        create("orders");
        SERVER.store.endpoints().recordFailure(KEY);

        JsonNode first = SERVER.get("/v1/endpoints?limit=2").json();
        JsonNode second = SERVER.get("/v1/endpoints?limit=2&cursor="
                        + first.get("next_cursor").asText())
                .json();
        assertThat(recipients(first)).containsExactly("user:1", "user:2");
        assertThat(recipients(second)).containsExactly("user:42");
        assertThat(second.has("next_cursor")).isFalse();
        assertThat(recipients(SERVER.get("/v1/endpoints?health=failing&channel=webhook&enabled=true")
                        .json()))
                .containsExactly("user:42");
        assertThat(recipients(SERVER.get("/v1/endpoints?recipient=user:2").json()))
                .containsExactly("user:2");
        for (String wrong : List.of("health=ill", "enabled=yes", "cursor=x", "state=on")) {
            assertThat(SERVER.get("/v1/endpoints?" + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    private static List<String> recipients(JsonNode page) {
        return page.get("endpoints")
                .valueStream()
                .map(endpoint -> endpoint.get("recipient").asText())
                .toList();
    }

    private static Answer create(String name) {
        return SERVER.post(
                "/v1/endpoints",
                "{\"recipient\":\"user:42\",\"channel\":\"webhook\",\"name\":\"" + name
                        + "\",\"address\":\"http://127.0.0.1:9/hook\"}");
    }

    private static Answer patch(String path, String body, String... headers) {
        return SERVER.send(HttpMethod.PATCH, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static Endpoint stored() {
        return SERVER.store.endpoints().find(KEY).orElseThrow();
    }
}
