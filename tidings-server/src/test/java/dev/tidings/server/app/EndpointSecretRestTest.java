package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsServers
class EndpointSecretRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @RegisterExtension
    static final EndpointReceiver SINK = new EndpointReceiver();

    private static final String PATH = "/v1/recipients/user:42/endpoints/webhook";

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

    private static Endpoint stored() {
        return SERVER.store
                .endpoints()
                .find(new EndpointKey("default", "user:42", "webhook"))
                .orElseThrow();
    }

    @Test
    void a_malformed_secret_is_refused_without_quoting_it() {
        Answer answer = SERVER.put(PATH, "{\"address\":\"http://127.0.0.1/\",\"secret\":\"hunter2-hunter2\"}");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.http().contentUtf8()).doesNotContain("hunter2-hunter2");
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
        assertThat(rotated.json().at("/secrets/1/ends_at").asText())
                .isEqualTo(SERVER.clock.instant().plus(Duration.ofHours(24)).toString());
        assertThat(rotated.json().at("/secrets/0").has("ends_at")).isFalse();

        SERVER.clock.advance(Duration.ofHours(24));
        assertThat(SERVER.get(PATH).json().get("secrets")).hasSize(1);
    }

    @Test
    void an_old_secret_is_retired_by_its_id_and_the_current_one_is_not() {
        Answer put = SERVER.putEndpoint("user:42");
        String first = put.json().at("/secrets/0/id").asText();
        assertThat(put.json().at("/secrets/0/created_at").asText())
                .isEqualTo(SERVER.clock.instant().toString());

        Answer current = retire(first);
        assertThat(current.status()).as("%s", current).isEqualTo(409);
        assertThat(current.text("field")).isEqualTo("secret_id");
        SERVER.post(PATH + ":rotate-secret", "");
        JsonNode kept = retire(first).json().get("secrets");

        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).get("id").asText()).startsWith("sec_").isNotEqualTo(first);
        assertThat(stored().secrets()).hasSize(1);
        assertThat(retire(first).status()).as("twice").isEqualTo(404);
        assertThat(SERVER.post(PATH + ":retire-secret", "{}").text("field")).isEqualTo("secret_id");
    }

    @Test
    void no_more_than_ten_keys_sign_at_once() {
        SERVER.putEndpoint("user:42");
        for (int i = 1; i < 10; i++) {
            assertThat(SERVER.post(PATH + ":rotate-secret", "").status()).isEqualTo(200);
        }

        Answer refused = SERVER.post(PATH + ":rotate-secret", "");

        assertThat(refused.text("code")).as("%s", refused).isEqualTo("limit_exceeded");
        assertThat(stored().secrets()).hasSize(10);
    }

    private static Answer retire(String id) {
        return SERVER.post(PATH + ":retire-secret", "{\"secret_id\":\"" + id + "\"}");
    }
}
