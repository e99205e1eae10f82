package dev.tidings.store.jdbc.sqlite;

import static dev.tidings.store.jdbc.SmallIntents.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import dev.tidings.testkit.time.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of endpoints cannot be read from the file or moved within it. */
class SqliteSecretsTest {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", "webhook");
    private static final EndpointKey OTHER = new EndpointKey(TENANT, "user:2", "webhook");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SettableClock clock = SettableClock.atStart();

    @TempDir
    Path folder;

    @Test
    void no_file_contains_a_secret_in_plain_text() throws Exception {
        try (SqliteStore store = open(cipher(folder.resolve("keys")))) {
            store.endpoints().put(endpoint(KEY));
            assertThat(files())
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(latin(file)).doesNotContain("whsec_very_secret", "token_very_secret"));
            assertThat(store.endpoints().find(KEY))
                    .get()
                    .usingRecursiveComparison()
                    .ignoringFields("version")
                    .isEqualTo(endpoint(KEY));
        }
        assertThat(files())
                .allSatisfy(file -> assertThat(latin(file)).doesNotContain("whsec_very_secret", "token_very_secret"));
    }

    @Test
    void a_secret_moved_to_another_endpoint_is_not_decrypted() throws Exception {
        SecretCipher cipher = cipher(folder.resolve("keys"));
        try (SqliteStore store = open(cipher)) {
            store.endpoints().put(endpoint(KEY));
            store.endpoints().put(endpoint(OTHER));
            SqliteFiles.execute(
                    folder,
                    "UPDATE endpoints SET secrets = (SELECT secrets FROM endpoints WHERE recipient = 'user:1')"
                            + " WHERE recipient = 'user:2'");

            assertThat(store.endpoints().find(KEY)).isPresent();
            assertThatThrownBy(() -> store.endpoints().find(OTHER)).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void another_key_decrypts_nothing_and_is_reported_with_a_hint() {
        try (SqliteStore store = open(cipher(folder.resolve("keys")))) {
            store.endpoints().put(endpoint(KEY));
        }
        assertThatThrownBy(() -> open(cipher(folder.resolve("other-keys"))))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("which this server does not have")
                .hasMessageContaining("store.old_secret_keys");
        try (SqliteStore store = open(cipher(folder.resolve("keys")))) {
            assertThat(store.endpoints().find(KEY)).isPresent();
        }
    }

    private SqliteStore open(SecretCipher cipher) {
        return SqliteStore.open(folder.resolve(SqliteFiles.NAME), clock, cipher, new CountingIds());
    }

    private static SecretCipher cipher(Path keys) {
        return new AesGcmSecretCipher(List.of(SecretKeyFile.loadOrCreate(keys, RANDOM)), RANDOM);
    }

    private Endpoint endpoint(EndpointKey key) {
        return new Endpoint(
                EndpointIds.of(key),
                key,
                "https://example.com",
                true,
                null,
                null,
                List.of(SigningSecrets.of("whsec_very_secret")),
                new EndpointAuth.Bearer(new Secret("token_very_secret")),
                Map.of(),
                null,
                null,
                clock.instant(),
                clock.instant());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String latin(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
