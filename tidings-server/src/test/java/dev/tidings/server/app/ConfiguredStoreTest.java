package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.Store;
import dev.tidings.server.config.Configuration;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.DatabaseServer;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Selects the store by configuration; nodes of one store need the same key. */
@NeedsServers
class ConfiguredStoreTest {
    private static final String KEY = "secret_key: " + "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    static Stream<DatabaseServer> servers() {
        return Stream.of(PostgresServer.shared(), MariaDbServer.shared());
    }

    // The servers are shared and not closed here.
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void nodes_with_different_keys_cannot_share_a_store(DatabaseServer server) throws Exception {
        String url = server.createDatabase();
        open("a", url, "").close();

        assertThatThrownBy(() -> open("b", url, ""))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("secret.key is missing");
        assertThat(folder.resolve("b/secret.key"))
                .as("a key that decrypts nothing")
                .doesNotExist();
        Files.writeString(
                Files.createDirectories(folder.resolve("b")).resolve("secret.key"), "0123456789abcdef".repeat(4));
        Files.setPosixFilePermissions(
                folder.resolve("b/secret.key"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> open("b", url, ""))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("which this server does not have");

        Files.copy(
                folder.resolve("a/secret.key"),
                Files.createDirectories(folder.resolve("c")).resolve("secret.key"));
        open("c", url, "").close();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void a_key_in_the_configuration_is_enough(DatabaseServer server) {
        String url = server.createDatabase();

        open("a", url, KEY).close();
        open("b", url, KEY).close();

        assertThat(folder.resolve("a/secret.key")).doesNotExist();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void doctor_names_the_server_without_its_credentials(DatabaseServer server) {
        Configuration configuration = configuration("a", server.createDatabase() + "&password=tell-nobody", KEY);
        assertThat(new DoctorChecks(configuration, Clocks.system()).findings())
                .as("it creates no tables")
                .anySatisfy(finding ->
                        assertThat(finding.toString()).contains("is empty").doesNotContain("tell-nobody"));
        ConfiguredStore.open(configuration, Clocks.system(), new UlidIds()).close();

        assertThat(new DoctorChecks(configuration, Clocks.system()).findings())
                .filteredOn(finding -> finding.toString().contains("is writable; 0 deliveries waiting"))
                .singleElement()
                .asString()
                .contains("jdbc:", "/test_")
                .doesNotContain("tell-nobody")
                .doesNotContain("?");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void with_must_exist_an_empty_database_is_refused_before_the_data_folder_is_created(DatabaseServer server) {
        Configuration configuration = configuration("a", server.createDatabase(), KEY + ", must_exist: true");

        assertThatThrownBy(() -> Application.start(configuration))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("store.must_exist")
                .hasMessageContaining("nothing was created");

        assertThat(folder.resolve("a")).doesNotExist();
    }

    private Store open(String node, String url, String more) {
        return ConfiguredStore.open(configuration(node, url, more), Clocks.system(), new UlidIds());
    }

    private Configuration configuration(String node, String url, String more) {
        return Configurations.of(folder.resolve(node), "store: {url: \"" + url + "\", pool: 4, " + more + "}\n");
    }
}
