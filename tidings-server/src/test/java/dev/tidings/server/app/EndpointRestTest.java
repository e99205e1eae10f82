package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class EndpointRestTest {
    private static final String DISABLED = "{\"address\":\"http://127.0.0.1:9/hook\",\"enabled\":false}";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @RegisterExtension
    static final ServerExtension SINK = new ServerExtension() {
        @Override
        protected void configure(ServerBuilder sb) {
            sb.service(
                    "/ok",
                    (ctx, req) -> HttpResponse.of(req.aggregate().thenApply(whole -> HttpResponse.of("thanks"))));
            sb.service("/gone", (ctx, req) -> HttpResponse.of(HttpStatus.GONE));
        }
    };

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
    void every_kind_of_auth_is_kept_masked_and_survives_a_put_without_it() {
        String[][] auths = {
            {"{\"type\":\"bearer\",\"token\":\"token-token-token\"}", "/auth/token"},
            {"{\"type\":\"basic\",\"username\":\"me\",\"password\":\"token-token-token\"}", "/auth/password"},
            {"{\"type\":\"header\",\"name\":\"X-Key\",\"value\":\"token-token-token\"}", "/auth/value"}
        };
        for (String[] auth : auths) {
            Answer put = SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/\",\"auth\":" + auth[0] + "}");
            assertThat(put.status()).as("%s", put).isBetween(200, 201);
            assertThat(put.json().at(auth[1]).asText()).isEqualTo("to...en");

            SERVER.putEndpoint("user:42");
            assertThat(SERVER.get(PATH).json().at(auth[1]).asText()).isEqualTo("to...en");
        }
        SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/\",\"auth\":{\"type\":\"none\"}}");
        assertThat(SERVER.get(PATH).json().at("/auth/type").asText()).isEqualTo("none");
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
    void the_response_of_a_get_can_be_put_again_and_keeps_every_secret() {
        String[] auths = {
            "{\"type\":\"bearer\",\"token\":\"S\"}",
            "{\"type\":\"basic\",\"username\":\"me\",\"password\":\"S\"}",
            "{\"type\":\"header\",\"name\":\"X-Key\",\"value\":\"S\"}"
        };
        for (String auth : auths) {
            for (String secret : List.of("short", "a-long-secret-of-someone")) {
                SERVER.put(
                        PATH,
                        "{\"address\":\"http://127.0.0.1:9/\",\"auth\":" + auth.replace("S", secret)
                                + ",\"settings\":{\"header.X-Api-Key\":\"" + secret + "\"}}");
                Endpoint before = stored();
                SERVER.clock.advance(Duration.ofSeconds(1));
                ObjectNode got = (ObjectNode) SERVER.get(PATH).json();
                got.set("secret", got.at("/secrets/0/secret"));

                Answer again = SERVER.put(PATH, got.toString());

                assertThat(again.status()).as("%s", again).isEqualTo(200);
                assertThat(stored()).isEqualTo(before);
                SERVER.put(PATH, got.put("address", "http://127.0.0.1:9/other").toString());
                assertThat(stored().auth()).isEqualTo(before.auth());
                assertThat(stored().secrets()).isEqualTo(before.secrets());
                assertThat(stored().settings()).isEqualTo(before.settings());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"secret\":\"****\"}|secret",
                "{\"secret\":\"whse...xxxx\"}|secret",
                "{\"auth\":{\"type\":\"bearer\",\"token\":\"****\"}}|auth.token",
                "{\"auth\":{\"type\":\"basic\",\"username\":\"me\",\"password\":\"to...en\"}}|auth.password",
                "{\"auth\":{\"type\":\"header\",\"name\":\"X-Key\",\"value\":\"****\"}}|auth.value",
                "{\"settings\":{\"header.X-Api-Key\":\"****\"}}|settings.header.X-Api-Key"
            })
    void a_mask_of_another_secret_is_refused(String fields, String field) {
        String body = "{\"address\":\"http://127.0.0.1:9/\"," + fields.substring(1);
        problem(SERVER.put(PATH, body), 400, "invalid_field", field);
        SERVER.putEndpoint("user:42");
        problem(SERVER.put(PATH, body), 400, "invalid_field", field);
        problem(SERVER.post(PATH + ":rotate-secret", "{\"secret\":\"****\"}"), 400, "invalid_field", "secret");
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
    void a_malformed_secret_is_refused_without_quoting_it() {
        Answer answer = SERVER.put(PATH, "{\"address\":\"http://127.0.0.1/\",\"secret\":\"hunter2-hunter2\"}");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.http().contentUtf8()).doesNotContain("hunter2-hunter2");
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
    void after_concurrent_rotations_every_new_secret_signs() {
        SERVER.putEndpoint("user:42");

        List<CompletableFuture<Answer>> rotations = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> SERVER.post(PATH + ":rotate-secret", "")))
                .limit(3)
                .toList();
        List<String> made = rotations.stream()
                .map(rotation ->
                        rotation.join().json().get("new_secrets").get(0).asText())
                .toList();

        assertThat(made).doesNotHaveDuplicates();
        assertThat(SERVER.store
                        .endpoints()
                        .find(new EndpointKey("default", "user:42", "webhook"))
                        .orElseThrow()
                        .secrets())
                .extracting(secret -> secret.secret().reveal())
                .containsAll(made);
    }

    @Test
    void rotating_keeps_the_old_secret_for_a_day() {
        String old =
                SERVER.putEndpoint("user:42").json().get("new_secrets").get(0).asText();

        Answer rotated = SERVER.post(PATH + ":rotate-secret", "");

        assertThat(rotated.status()).as("%s", rotated).isEqualTo(200);
        assertThat(rotated.json().get("new_secrets").get(0).asText())
                .startsWith("whsec_")
                .isNotEqualTo(old);
        assertThat(rotated.json().get("secrets")).hasSize(2);
        assertThat(rotated.json().at("/secrets/1/valid_until").asText())
                .isEqualTo(SERVER.clock.instant().plus(Duration.ofHours(24)).toString());
    }

    @Test
    void enabling_an_endpoint_that_tidings_disabled_offers_a_replay_of_skipped_deliveries() {
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.store
                .endpoints()
                .disable(
                        key,
                        "endpoint_gone",
                        SERVER.store.endpoints().find(key).orElseThrow().version());
        SERVER.clock.advance(Duration.ofSeconds(2));
        SERVER.post("/v1/intents", IntentRestTest.intent("k", ",\"channels\":[\"webhook\"]"));
        assertThat(SERVER.get(PATH).text("disabled_reason")).isEqualTo("endpoint_gone");

        Answer enabled = SERVER.putEndpoint("user:42");

        JsonNode skipped = enabled.json().get("skipped_while_disabled");
        assertThat(skipped.get("count").intValue()).as("%s", enabled).isEqualTo(1);
        assertThat(skipped.at("/filter/channel")).extracting(JsonNode::asText).containsExactly("none", "webhook");
        assertThat(enabled.json().has("disabled_reason")).isFalse();
    }

    @Test
    void enabling_an_endpoint_that_its_owner_disabled_offers_a_replay_whose_filter_works() {
        SERVER.put(PATH, DISABLED);
        String skipped = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("reason")).isEqualTo("endpoint_disabled");
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("channel")).isEqualTo("webhook");

        JsonNode offer = SERVER.putEndpoint("user:42").json().get("skipped_while_disabled");

        assertThat(offer.get("count").intValue()).isEqualTo(1);
        ObjectNode replay = offer.get("filter").deepCopy();
        assertThat(SERVER.post(
                                "/v1/deliveries:replay",
                                replay.put("dry_run", false).toString())
                        .json()
                        .get("replayed")
                        .intValue())
                .isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("status")).isEqualTo("pending");
    }

    @Test
    void a_new_endpoint_offers_a_replay_of_deliveries_skipped_before() {
        String skipped = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("channel")).isEqualTo("none");

        JsonNode offer = SERVER.putEndpoint("user:42").json().get("skipped_while_disabled");
        ObjectNode replay = offer.get("filter").deepCopy();
        replay.put("dry_run", false);

        assertThat(SERVER.post("/v1/deliveries:replay", replay.toString())
                        .json()
                        .get("replayed")
                        .intValue())
                .isEqualTo(1);
        Answer now = SERVER.get("/v1/deliveries/" + skipped);
        assertThat(now.text("status")).isEqualTo("pending");
        assertThat(now.text("channel")).isEqualTo("webhook");
        assertThat(SERVER.putEndpoint("user:43").json().has("skipped_while_disabled"))
                .isFalse();
    }

    @Test
    void a_retry_after_pause_is_shown_and_lifted_by_any_fix() {
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        List<Supplier<Answer>> fixes = List.of(
                () -> SERVER.post(PATH + ":unblock", ""),
                () -> SERVER.post(PATH + ":resume", ""),
                () -> SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/other\"}"),
                () -> {
                    SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:" + SINK.httpPort() + "/ok\"}");
                    block(key);
                    return SERVER.post(PATH + ":test", "");
                });
        for (Supplier<Answer> fix : fixes) {
            SERVER.health.unblocked.clear();
            Instant until = block(key);
            SERVER.store.endpoints().recordFailure(key);
            assertThat(SERVER.get(PATH).json().get("blocked").toString())
                    .isEqualTo("{\"reason\":\"retry_after\",\"circuit\":\"closed\",\"until\":\"" + until
                            + "\",\"opened\":0}");

            Answer fixed = fix.get();

            assertThat(fixed.status()).as("%s", fixed).isEqualTo(200);
            assertThat(SERVER.get(PATH).json().has("blocked")).as("%s", fixed).isFalse();
            assertThat(SERVER.get(PATH).json().has("failures")).as("%s", fixed).isFalse();
            assertThat(SERVER.health.unblocked).contains(key);
            SERVER.clock.advance(Duration.ofSeconds(1));
        }
    }

    private static Instant block(EndpointKey key) {
        return SERVER.store
                .health()
                .block(key, EndpointCircuit.Reason.RETRY_AFTER, 0, Duration.ofHours(1))
                .notBefore();
    }

    @Test
    void open_and_half_open_circuits_are_distinguished() {
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.store.health().block(key, EndpointCircuit.Reason.CIRCUIT, 2, Duration.ofSeconds(20));

        assertThat(SERVER.get(PATH).json().at("/blocked/circuit").asText()).isEqualTo("open");
        SERVER.clock.advance(Duration.ofSeconds(20));
        JsonNode block = SERVER.get("/v1/recipients/user:42/endpoints").json().at("/endpoints/0/blocked");
        assertThat(block.get("circuit").asText()).isEqualTo("half_open");
        assertThat(block.get("opened").intValue()).isEqualTo(2);
        assertThat(block.has("until")).isFalse();
    }

    @Test
    void blocked_deliveries_say_so_and_are_made_due_when_the_endpoint_is_fixed() {
        String id = SERVER.accept("k");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        Instant until = block(key);
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));
        JsonNode wait = SERVER.get("/v1/deliveries/" + id).json().get("waits_for");
        assertThat(wait.get("reason").asText()).isEqualTo("endpoint_retry_after");
        assertThat(wait.get("until").asText()).isEqualTo(until.toString());

        Answer unblocked = SERVER.post(PATH + ":unblock", "");

        assertThat(unblocked.json().get("retrying").intValue())
                .as("%s", unblocked)
                .isEqualTo(1);
        Awaitility.await().until(() -> SERVER.get("/v1/deliveries/" + id).json().has("waits_for"), has -> !has);
        assertThat(Instant.parse(SERVER.get("/v1/deliveries/" + id).text("next_attempt_at")))
                .isBeforeOrEqualTo(SERVER.clock.instant().plusMillis(50));
    }

    @Test
    void lists_show_the_same_waits_as_single_deliveries() {
        SERVER.putEndpoint("user:42");
        SERVER.putEndpoint("user:43");
        String held = SERVER.accept("k");
        String later = SERVER.post(
                        "/v1/intents", IntentRestTest.intent("l", ",\"not_before\":\"2127-01-01T00:00:00Z\""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        block(new EndpointKey("default", "user:42", "webhook"));
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));

        JsonNode page = SERVER.get("/v1/deliveries").json().get("deliveries");

        assertThat(page).hasSize(2);
        for (JsonNode listed : page) {
            String id = listed.get("delivery_id").asText();
            assertThat(listed.at("/waits_for/reason").asText())
                    .isEqualTo(id.equals(held) ? "endpoint_retry_after" : "not_before");
            assertThat(listed.get("waits_for"))
                    .isEqualTo(SERVER.get("/v1/deliveries/" + id).json().get("waits_for"));
            assertThat(SERVER.get("/v1/notifications/"
                                    + listed.get("notification_id").asText())
                            .json()
                            .at("/deliveries/0/waits_for"))
                    .isEqualTo(listed.get("waits_for"));
        }
        assertThat(page)
                .extracting(listed -> listed.get("delivery_id").asText())
                .contains(held, later);
        SERVER.post(PATH + ":unblock", "");
        Awaitility.await()
                .until(() -> SERVER.get("/v1/deliveries")
                                .json()
                                .findValues("waits_for")
                                .size()
                        == 1);
    }

    @Test
    void a_skipped_delivery_is_not_replayed_where_its_dedupe_key_was_sent_since() {
        String key = ",\"dedupe_key\":\"alarm-7\"";
        String skipped = SERVER.post("/v1/intents", IntentRestTest.intent("k", key))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        SERVER.putEndpoint("user:42");
        String sent = SERVER.post("/v1/intents", IntentRestTest.intent("l", key))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();

        Answer refused = SERVER.post("/v1/deliveries/" + skipped + ":replay", "");

        assertThat(refused.status()).as("%s", refused).isEqualTo(409);
        assertThat(refused.text("field")).isEqualTo("dedupe_key");
        assertThat(SERVER.get("/v1/deliveries/" + sent).text("status")).isEqualTo("pending");
        assertThat(SERVER.get("/v1/deliveries").json().get("deliveries")).hasSize(2);
    }

    @Test
    void ending_a_pause_offers_a_replay_of_deliveries_skipped_before() {
        SERVER.put(PATH, DISABLED);
        SERVER.post("/v1/intents", IntentRestTest.intent("k", ""));
        JsonNode offer = SERVER.putEndpoint("user:42").json().get("skipped_while_disabled");
        SERVER.post(PATH + ":pause", "{\"duration_ms\":3600000}");

        for (String verb : List.of(":resume", ":unblock")) {
            assertThat(SERVER.post(PATH + verb, "").json().get("skipped_while_disabled"))
                    .as(verb)
                    .isEqualTo(offer);
        }
        SERVER.put(PATH, DISABLED);
        assertThat(SERVER.post(PATH + ":resume", "").json().has("skipped_while_disabled"))
                .as("a disabled endpoint would skip it again")
                .isFalse();
    }

    /** As after a failure of the store or process between the two. */
    @Test
    void a_repeated_put_unblocks_an_endpoint_that_the_first_put_left_blocked() {
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.putEndpoint("user:42");
        Endpoint stored = SERVER.store.endpoints().find(key).orElseThrow();
        block(key);
        SERVER.store.endpoints().recordFailure(key);
        SERVER.clock.advance(Duration.ofSeconds(1));
        assertThat(SERVER.store
                        .endpoints()
                        .replace(stored.withAddress("https://fixed.example/hooks"), stored.version()))
                .isPresent();
        String same = "{\"address\":\"https://fixed.example/hooks\"}";

        SERVER.put(PATH, same);

        assertThat(SERVER.get(PATH).json().has("blocked")).isFalse();
        assertThat(SERVER.get(PATH).json().has("failures")).isFalse();
        assertThat(SERVER.health.unblocked).contains(key);

        SERVER.clock.advance(Duration.ofSeconds(1));
        block(key);
        SERVER.put(PATH, same);
        assertThat(SERVER.get(PATH).json().has("blocked"))
                .as("a pause requested after the change is kept")
                .isTrue();
    }

    @Test
    void a_paused_or_disabled_endpoint_keeps_its_waiting_deliveries() {
        String id = SERVER.accept("k");
        SERVER.post(PATH + ":pause", "{\"duration_ms\":3600000}");
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));
        String due = SERVER.get("/v1/deliveries/" + id).text("next_attempt_at");

        assertThat(SERVER.post(PATH + ":unblock", "").json().get("retrying").intValue())
                .isZero();
        assertThat(SERVER.put(PATH, DISABLED).json().get("retrying").intValue()).isZero();
        assertThat(SERVER.get("/v1/deliveries/" + id).text("next_attempt_at")).isEqualTo(due);
        assertThat(SERVER.get("/v1/deliveries/" + id)
                        .json()
                        .at("/waits_for/reason")
                        .asText())
                .isEqualTo("endpoint_paused");
        assertThat(SERVER.post("/v1/recipients/nobody/endpoints/webhook:unblock", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void blocked_endpoints_are_counted_by_channel_and_reason() {
        assertThat(SERVER.get("/metrics").http().contentUtf8())
                .contains("tidings_endpoints_blocked{channel=\"webhook\",reason=\"retry_after\"} 2.0")
                .contains("tidings_endpoints_blocked{channel=\"webhook\",reason=\"circuit\"} 1.0");
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
