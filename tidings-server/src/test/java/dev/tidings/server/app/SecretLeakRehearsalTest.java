package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.Store;
import dev.tidings.server.config.Configuration;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recovery from a leaked secret key, as described in docs/guides/keys.md, on a real server. */
@NeedsServers
class SecretLeakRehearsalTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BOTH =
            "store: {secret_key: \"file:fresh.key\", old_secret_keys: [\"file:secret.key\"]}";
    private static final String ONLY_FRESH = "store: {secret_key: \"file:fresh.key\"}";
    private static final int ENDPOINTS = 3;

    @TempDir
    Path folder;

    @BeforeEach
    void makeAFreshKey() throws Exception {
        Path file = Files.writeString(folder.resolve("fresh.key"), "c0ffee00".repeat(8) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_leaked_key_is_replaced_while_serving_and_decrypts_nothing_afterwards() {
        String leakedToken;
        try (Application server = start("");
                ApiClient api = new ApiClient(server.uri(), null)) {
            for (int i = 1; i <= ENDPOINTS; i++) {
                putEndpoint(api, i);
            }
            leakedToken = token(api);
        }

        try (Application server = start(BOTH);
                ApiClient api = new ApiClient(server.uri(), null)) {
            assertThat(api.get("/v1/recipients/user:1/endpoints/webhook").has("address"))
                    .isTrue();
            assertThat(events(server, leakedToken))
                    .as("an old token is still valid")
                    .isEqualTo(200);

            Cli cli = new Cli(Map.of(), "--server", server.uri().toString());
            Cli.Result rotated = cli.run("keys", "rotate-encryption");
            assertThat(rotated.exit()).as(rotated.err()).isZero();
            assertThat(rotated.out())
                    .contains("Re-encrypted " + (ENDPOINTS + 1) + " secrets.")
                    .contains("is no longer needed: remove it from store.old_secret_keys");
            assertThat(cli.run("keys", "rotate-encryption").out()).contains("Re-encrypted 0 secrets.");
            assertThat(cli.run("keys", "encryption").out()).contains("encrypts").doesNotContain("decrypts");
            assertThat(events(server, leakedToken))
                    .as("its key was only re-encrypted")
                    .isEqualTo(200);

            assertThat(cli.run("keys", "rotate-tokens", "--now").exit()).isZero();
            assertThat(events(server, leakedToken)).as("a leaked token").isEqualTo(401);
            assertThat(events(server, token(api))).as("a fresh token").isEqualTo(200);
        }

        assertThatThrownBy(() -> start(""))
                .as("with the leaked key alone")
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("which this server does not have");
        start(ONLY_FRESH).close();
        assertThat(storedSecrets(ONLY_FRESH)).containsOnly(SECRET).hasSize(ENDPOINTS);
    }

    @Test
    void a_key_in_use_cannot_be_removed() {
        try (Application server = start("");
                ApiClient api = new ApiClient(server.uri(), null)) {
            putEndpoint(api, 1);
        }
        start(BOTH).close();

        assertThatThrownBy(() -> start(ONLY_FRESH))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("which this server does not have")
                .hasMessageContaining("store.old_secret_keys")
                .hasMessageContaining("tidings keys rotate-encryption");
        start(BOTH).close();
    }

    private Configuration configuration(String store) {
        return Configurations.of(folder, store);
    }

    private Application start(String store) {
        return Application.start(configuration(store));
    }

    private static void putEndpoint(ApiClient api, int number) {
        JsonNode put = api.put(
                "/v1/recipients/user:" + number + "/endpoints/webhook",
                ApiClient.JSON
                        .createObjectNode()
                        .put("address", "http://127.0.0.1:9/hook")
                        .put("secret", SECRET));
        assertThat(put.has("address")).isTrue();
    }

    private static String token(ApiClient api) {
        return api.post("/v1/tokens", ApiClient.JSON.createObjectNode().put("recipient", "user:1"))
                .path("token")
                .asText();
    }

    /** The status of a subscription with a token. */
    private static int events(Application server, String token) {
        try (ApiClient api = new ApiClient(server.uri(), token)) {
            api.lines("/v1/events", Map.of(), line -> false);
            return 200;
        } catch (ApiProblem refused) {
            return refused.status();
        }
    }

    private Iterable<String> storedSecrets(String store) {
        try (Store opened = ConfiguredStore.open(configuration(store), Clocks.system(), new UlidIds())) {
            return java.util.stream.IntStream.rangeClosed(1, ENDPOINTS)
                    .mapToObj(i -> opened.endpoints()
                            .find(new EndpointKey("default", "user:" + i, "webhook"))
                            .orElseThrow()
                            .secrets()
                            .getFirst()
                            .secret()
                            .reveal())
                    .toList();
        }
    }
}
