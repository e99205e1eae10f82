package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kills the real process during a re-encryption: each slice is complete or not started, and the run can be continued. */
@NeedsServers
class ReencryptionKillIT {
    private static final int ENDPOINTS = 900;
    private static final int SLICE = 300;
    private static final String BOTH =
            "store: {secret_key: \"file:fresh.key\", old_secret_keys: [\"file:secret.key\"]}";

    @TempDir
    Path folder;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence().tail("server", () -> folder.resolve("server.log"));

    @Test
    void a_kill_during_a_slice_leaves_every_secret_readable_and_the_run_can_be_finished() throws Exception {
        makeEndpoints();
        Path fresh = Files.writeString(folder.resolve("fresh.key"), "c0ffee00".repeat(8) + "\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        int port = FreePorts.free();
        Path config = Files.writeString(folder.resolve("tidings.yaml"), """
            server: {port: %d}
            data: {dir: "%s"}
            %s
            """.formatted(port, folder, BOTH));
        ServerProcess server =
                ServerProcess.start(ServerCommand.serve(Main.class, config), port, folder.resolve("server.log"));
        try (ApiClient api = new ApiClient(server.uri(), null)) {
            server.awaitReady();
            killWithinTheSecondSlice(server, api);

            server.restart();
            server.awaitReady();

            long done = secrets(api, true);
            assertThat(done).as("whole slices").isIn((long) SLICE, 2L * SLICE);
            assertThat(secrets(api, false)).isEqualTo(ENDPOINTS - done);
            for (int number : List.of(1, SLICE, SLICE + 1, 2 * SLICE, ENDPOINTS)) {
                assertThat(api.get("/v1/recipients/" + recipient(number) + "/endpoints/webhook")
                                .at("/auth/token")
                                .asText())
                        .isNotEmpty();
            }
            Cli.Result rest = new Cli(Map.of(), "--server", server.uri().toString()).run("keys", "rotate-encryption");
            assertThat(rest.exit()).as(rest.err()).isZero();
            assertThat(rest.out())
                    .contains("Re-encrypted " + (ENDPOINTS - done) + " secrets.")
                    .contains("is no longer needed");
        } finally {
            var _ = server.stop();
        }
        everySecretIsWhatItWas();
    }

    /** The second slice is being requested, and no third. */
    private static void killWithinTheSecondSlice(ServerProcess server, ApiClient api) throws InterruptedException {
        JsonNode first = api.post(
                "/v1/secret-keys:reencrypt", ApiClient.JSON.createObjectNode().put("limit", SLICE));
        assertThat(first.path("reencrypted").asInt()).isEqualTo(SLICE);
        String second = ApiClient.JSON
                .createObjectNode()
                .put("limit", SLICE)
                .put("after", first.path("next").asText())
                .toString();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var _ = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(server.uri() + "/v1/secret-keys:reencrypt"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(second))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            server.kill();
            client.shutdownNow();
        }
    }

    private static long secrets(ApiClient api, boolean encrypts) {
        long secrets = 0;
        for (JsonNode key : api.get("/v1/secret-keys").path("keys")) {
            secrets += key.path("encrypts").asBoolean() == encrypts
                    ? key.path("secrets").asLong()
                    : 0;
        }
        return secrets;
    }

    private void makeEndpoints() {
        try (Store store = ConfiguredStore.open(Configurations.of(folder), Clocks.system(), new UlidIds())) {
            for (int number = 1; number <= ENDPOINTS; number++) {
                var _ = store.endpoints().put(endpoint(number, store.clock().instant()));
            }
        }
    }

    private void everySecretIsWhatItWas() {
        String onlyFresh = "store: {secret_key: \"file:fresh.key\"}";
        try (Store store = ConfiguredStore.open(Configurations.of(folder, onlyFresh), Clocks.system(), new UlidIds())) {
            for (int number = 1; number <= ENDPOINTS; number++) {
                Endpoint found = store.endpoints().find(key(number)).orElseThrow();
                assertThat(found.secrets().getFirst().secret().reveal()).isEqualTo("secret of " + number);
                assertThat(found.auth()).isEqualTo(auth(number));
            }
        }
    }

    private static Endpoint endpoint(int number, Instant now) {
        return new Endpoint(
                EndpointIds.of(key(number)),
                key(number),
                "https://example.com/hook",
                true,
                null,
                null,
                List.of(SigningSecrets.of("secret of " + number)),
                auth(number),
                Map.of(),
                null,
                null,
                now,
                now);
    }

    private static EndpointAuth auth(int number) {
        return new EndpointAuth.Bearer(new Secret("token of " + number));
    }

    private static EndpointKey key(int number) {
        return new EndpointKey("default", recipient(number), "webhook");
    }

    private static String recipient(int number) {
        return "user:%04d".formatted(number);
    }
}
