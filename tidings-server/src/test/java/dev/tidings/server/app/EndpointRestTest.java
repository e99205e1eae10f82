package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class EndpointRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @RegisterExtension
    static final EndpointReceiver SINK = new EndpointReceiver();

    private static final String PATH = "/v1/recipients/user:42/endpoints/webhook";

    @Test
    void a_webhook_endpoint_gets_a_secret_that_is_shown_once() {
        Answer created = SERVER.putEndpoint("user:42");

        assertThat(created.status()).as("%s", created).isEqualTo(201);
        String secret = created.json().get("new_secrets").get(0).asText();
        assertThat(secret).startsWith("whsec_").hasSizeGreaterThan(30);
        assertThat(created.json().at("/secrets/0/secret").asText())
                .isEqualTo(secret.substring(0, 4) + "..." + secret.substring(secret.length() - 4));

        Answer shown = SERVER.get(PATH);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.http().contentUtf8()).doesNotContain(secret);
        assertThat(shown.json().get("has_secret").booleanValue()).isTrue();
        assertThat(shown.json().has("new_secrets")).isFalse();
    }

    @Test
    void putting_it_again_changes_nothing_and_keeps_the_secret() {
        SERVER.putEndpoint("user:42");
        Answer before = SERVER.get(PATH);
        SERVER.clock.advance(Duration.ofSeconds(1));

        Answer again = SERVER.putEndpoint("user:42");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().has("new_secrets")).isFalse();
        assertThat(SERVER.get(PATH).json()).isEqualTo(before.json());
    }

    @Test
    void a_non_ascii_host_is_shown_in_its_ascii_form() {
        String written = "http://straße.de:8080/pfad?token=t";
        String looked = "http://xn--strae-oqa.de:8080/pfad?…";

        Answer put = SERVER.put(PATH, "{\"address\":\"" + written + "\"}");
        assertThat(put.text("address")).isEqualTo(looked);
        assertThat(SERVER.get(PATH).text("address")).isEqualTo(looked);
        SERVER.put(PATH, "{\"address\":\"" + looked + "\"}");
        assertThat(stored().address()).isEqualTo(written);

        Answer receipt = SERVER.post("/v1/intents", """
            {"type":"t","producer":"p","idempotency_key":"k",
             "audience":{"addresses":[{"channel":"webhook","address":"%s"}]}}\
            """.formatted(written));
        assertThat(receipt.json().at("/deliveries/0/recipient").asText()).isEqualTo(looked);
        String delivery = "/v1/deliveries/"
                + receipt.json().at("/deliveries/0/delivery_id").asText();
        assertThat(SERVER.get(delivery).text("address")).isEqualTo(looked);
    }

    @Test
    void a_change_for_another_version_is_refused() {
        String created = tag(SERVER.putEndpoint("user:42"));
        assertThat(tag(SERVER.get(PATH))).isEqualTo(created);
        String body = "{\"address\":\"http://127.0.0.1:9/other\"}";
        SERVER.post(PATH + ":test", "");
        String changed = tag(SERVER.put(PATH, body, "if-match", created));
        assertThat(changed).isNotEqualTo(created);

        List<Answer> late = List.of(
                SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/late\"}", "if-match", created),
                SERVER.post(PATH + ":pause", "{\"duration_ms\":60000}", "if-match", created),
                SERVER.post(PATH + ":resume", "", "if-match", created),
                SERVER.post(PATH + ":rotate-secret", "", "if-match", "W/" + changed),
                SERVER.send(HttpMethod.DELETE, PATH, null, "if-match", "\"other\", " + created),
                SERVER.put("/v1/recipients/nobody/endpoints/webhook", body, "if-match", "*"));

        for (Answer answer : late) {
            assertThat(answer.status()).as("%s", answer).isEqualTo(412);
            assertThat(answer.text("code")).isEqualTo("precondition_failed");
        }
        assertThat(tag(SERVER.get(PATH))).isEqualTo(changed);
        problem(SERVER.put(PATH, body, "if-match", "unquoted"), 400, "invalid_field", "If-Match");
        String paused = tag(SERVER.post(PATH + ":pause", "{\"duration_ms\":60000}", "if-match", "\"x\"," + changed));
        String resumed = tag(SERVER.post(PATH + ":resume", "", "if-match", paused));
        String rotated = tag(SERVER.post(PATH + ":rotate-secret", "", "if-match", resumed));
        assertThat(SERVER.get(PATH).text("etag")).isEqualTo(rotated.replace("\"", ""));
        assertThat(SERVER.send(HttpMethod.DELETE, PATH, null, "if-match", rotated)
                        .status())
                .isEqualTo(204);
    }

    private static String tag(Answer answer) {
        return Objects.requireNonNull(answer.http().headers().get("etag"));
    }

    private static Endpoint stored() {
        return SERVER.store
                .endpoints()
                .find(new EndpointKey("default", "user:42", "webhook"))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|address",
                "{\"address\":7}|address",
                "{\"address\":\"ftp://x\"}|address",
                "{\"address\":\"http://127.0.0.1/\",\"enabled\":\"yes\"}|enabled",
                "{\"address\":\"http://127.0.0.1/\",\"auth\":{}}|auth.type",
                "{\"address\":\"http://127.0.0.1/\",\"auth\":{\"type\":\"magic\"}}|auth.type",
                "{\"address\":\"http://127.0.0.1/\",\"auth\":{\"type\":\"bearer\"}}|auth.token",
                "{\"address\":\"http://127.0.0.1/\",\"settings\":{\"a\":1}}|settings.a",
                "{\"address\":\"http://127.0.0.1/\",\"secret\":5}|secret",
            })
    void an_invalid_endpoint_is_refused_by_field(String body, String field) {
        problem(SERVER.put(PATH, body), 400, "invalid_field", field);
    }

    @Test
    void unknown_channels_and_endpoints_are_named() {
        problem(
                SERVER.put("/v1/recipients/r/endpoints/pigeon", "{\"address\":\"x\"}"),
                400,
                "invalid_field",
                "channel");
        Answer unknown = SERVER.get("/v1/recipients/nobody/endpoints/webhook");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("code")).isEqualTo("not_found");
        assertThat(unknown.text("detail")).contains("nobody/webhook");
    }

    @Test
    void recipients_may_have_slashes_and_colons() {
        assertThat(SERVER.putEndpoint("team%2Fa:b%20c").status()).isEqualTo(201);

        JsonNode listed =
                SERVER.get("/v1/recipients/team%2Fa:b%20c/endpoints").json().get("endpoints");

        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("recipient").asText()).isEqualTo("team/a:b c");
        assertThat(SERVER.post("/v1/recipients/team%2Fa:b%20c/endpoints/webhook:resume", "")
                        .status())
                .isEqualTo(200);
        assertThat(SERVER.send(HttpMethod.DELETE, "/v1/recipients/team%2Fa:b%20c/endpoints/webhook", null)
                        .status())
                .isEqualTo(204);
        assertThat(SERVER.send(HttpMethod.DELETE, "/v1/recipients/team%2Fa:b%20c/endpoints/webhook", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_test_sends_a_message_and_its_result_is_stored() {
        SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:" + SINK.httpPort() + "/ok\"}");

        Answer tested = SERVER.post(PATH + ":test", "");

        assertThat(tested.status()).as("%s", tested).isEqualTo(200);
        assertThat(tested.text("status")).isEqualTo("sent");
        assertThat(tested.json().get("provider_status").intValue()).isEqualTo(200);
        assertThat(SERVER.get(PATH).json().at("/last_test/status").asText()).isEqualTo("sent");

        SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:" + SINK.httpPort() + "/gone\"}");
        assertThat(SERVER.post(PATH + ":test", "").text("status")).isEqualTo("skipped");
    }

    @Test
    void an_endpoint_can_be_paused_and_resumed() {
        SERVER.putEndpoint("user:42");

        Answer paused = SERVER.post(PATH + ":pause", "{\"duration_ms\":60000}");

        assertThat(paused.text("paused_until"))
                .isEqualTo(SERVER.clock.instant().plusSeconds(60).toString());
        assertThat(SERVER.post(PATH + ":resume", "").json().has("paused_until")).isFalse();
        problem(SERVER.post(PATH + ":pause", "{}"), 400, "invalid_field", "until");
        problem(SERVER.post(PATH + ":pause", "{\"duration_ms\":0}"), 400, "invalid_field", "duration_ms");
        problem(SERVER.post(PATH + ":pause", "{\"until\":\"2001-01-01T00:00:00Z\"}"), 400, "invalid_field", "until");
    }

    @Test
    void several_endpoints_of_a_channel_have_their_own_names_and_filter_types() {
        String sink = "\"address\":\"http://127.0.0.1:9/";
        SERVER.put(PATH, "{" + sink + "all\"}");
        Answer orders = SERVER.put(
                PATH + "?name=orders",
                "{" + sink + "orders\",\"types\":[\"order.*\"],\"metadata\":{\"customer\":\"42\"}}");
        SERVER.put(PATH, "{" + sink + "builds\",\"name\":\"builds\",\"types\":[\"build.failed\"]}");

        assertThat(orders.status()).as("%s", orders).isEqualTo(201);
        assertThat(orders.text("id")).startsWith("ept_");
        assertThat(SERVER.get(PATH + "?name=orders").json().toString())
                .contains("\"types\":[\"order.*\"],\"metadata\":{\"customer\":\"42\"}");
        assertThat(SERVER.get("/v1/recipients/user:42/endpoints").json().get("endpoints"))
                .extracting(endpoint -> endpoint.get("name").asText())
                .containsExactly("builds", "default", "orders");

        JsonNode deliveries = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .get("deliveries");

        assertThat(deliveries)
                .extracting(delivery -> delivery.get("endpoint_id").asText())
                .containsExactlyInAnyOrder(
                        SERVER.get(PATH).text("id"),
                        SERVER.get(PATH + "?name=builds").text("id"));
        String id = deliveries.get(0).get("delivery_id").asText();
        assertThat(SERVER.get("/v1/deliveries/" + id).text("endpoint_id"))
                .isEqualTo(deliveries.get(0).get("endpoint_id").asText());
        assertThat(SERVER.send(HttpMethod.DELETE, PATH + "?name=builds", null).status())
                .isEqualTo(204);
        assertThat(SERVER.get(PATH + "?name=builds").status()).isEqualTo(404);
        assertThat(SERVER.get(PATH).status()).isEqualTo(200);
    }

    @Test
    void a_notification_that_no_filter_matches_is_skipped_once() {
        for (String name : List.of("a", "b")) {
            SERVER.put(PATH + "?name=" + name, "{\"address\":\"http://127.0.0.1:9/x\",\"types\":[\"order.*\"]}");
        }

        JsonNode deliveries = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .get("deliveries");

        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).has("endpoint_id")).isFalse();
        Answer skipped = SERVER.get(
                "/v1/deliveries/" + deliveries.get(0).get("delivery_id").asText());
        assertThat(skipped.text("status")).isEqualTo("skipped");
        assertThat(skipped.text("reason")).isEqualTo("no_matching_endpoint");
    }

    @Test
    void an_endpoint_beyond_the_limit_is_refused() {
        for (int i = 0; i < EdgeServer.ENDPOINTS_PER_RECIPIENT; i++) {
            assertThat(SERVER.put(PATH + "?name=n" + i, "{\"address\":\"http://127.0.0.1:9/x\"}")
                            .status())
                    .isEqualTo(201);
        }

        Answer refused = SERVER.put(PATH + "?name=more", "{\"address\":\"http://127.0.0.1:9/x\"}");

        assertThat(refused.status()).as("%s", refused).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("too_many_endpoints");
        assertThat(SERVER.put(PATH + "?name=n0", "{\"address\":\"http://127.0.0.1:9/y\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void other_types_and_contradicting_names_are_refused() {
        for (String types : List.of("\"\"", "\"*\"", "\"a.*.b\"", "\"a b\"", "\".a\"")) {
            Answer refused = SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/x\",\"types\":[" + types + "]}");
            assertThat(refused.status()).as("%s", refused).isEqualTo(400);
            assertThat(refused.text("field")).isEqualTo("types[0]");
        }
        Answer refused = SERVER.put(PATH + "?name=a", "{\"address\":\"http://127.0.0.1:9/x\",\"name\":\"b\"}");
        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(refused.text("field")).isEqualTo("name");
    }

    /** The addresses of mail server, token keys and collector are only in the operator's configuration. */
    @ParameterizedTest
    @ValueSource(strings = {"host", "port", "proxy", "ca_file", "jwks", "keys", "otlp_endpoint", "address"})
    void an_endpoint_cannot_set_other_addresses(String setting) {
        Answer refused = SERVER.put(
                "/v1/recipients/user:42/endpoints/webhook",
                "{\"address\":\"https://example.com/\",\"settings\":{\"" + setting + "\":\"169.254.169.254\"}}");

        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(refused.text("field")).contains(setting);
    }
}
