package dev.tidings.store.jdbc.mariadb;

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
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets of endpoints are encrypted in the database, with the same key on all nodes. */
@NeedsServers
class MariaDbSecretsTest {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", "webhook");
    private static final SecretCipher OURS = cipher("ab");
    private static final SecretCipher OTHER = cipher("cd");

    private final SettableClock clock = SettableClock.atStart();
    private final String url = MariaDbServer.shared().createDatabase();

    @AfterEach
    void drop() {
        MariaDbServer.shared().dropDatabase(url);
    }

    @Test
    void no_column_contains_a_secret_in_plain_text() throws SQLException {
        try (MariaDbStore store = open(OURS)) {
            store.endpoints().put(endpoint());

            assertThat(stored()).isNotEmpty().doesNotContain("whsec_very_secret", "token_very_secret");
            assertThat(store.endpoints().find(KEY))
                    .get()
                    .usingRecursiveComparison()
                    .ignoringFields("version")
                    .isEqualTo(endpoint());
        }
    }

    @Test
    void a_node_with_another_key_does_not_start() {
        open(OURS).close();

        assertThatThrownBy(() -> open(OTHER))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("which this server does not have")
                .hasMessageContaining("store.secret_key");
        open(OURS).close();
    }

    private MariaDbStore open(SecretCipher cipher) {
        return MariaDbStore.openOn(clock, MariaDbDatabases.pool(url), cipher, new CountingIds());
    }

    private static SecretCipher cipher(String digits) {
        return new AesGcmSecretCipher(
                List.of(SecretKeyFile.ofDigits("the test's key", digits.repeat(32))), new SecureRandom());
    }

    private Endpoint endpoint() {
        return new Endpoint(
                EndpointIds.of(KEY),
                KEY,
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

    private String stored() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM endpoints")) {
            while (row.next()) {
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    all.append(latin(row.getObject(column)));
                }
            }
        }
        return all.toString();
    }

    private static String latin(@Nullable Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(value);
    }
}
