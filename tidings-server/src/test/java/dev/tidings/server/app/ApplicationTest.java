package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.Configuration;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.store.jdbc.secret.SecretKeyId;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsServers
class ApplicationTest {
    @TempDir
    Path folder;

    private static Configuration read(String yaml) {
        return new ProcessEnvironment(Map.of()).read(yaml);
    }

    @Test
    void it_serves_after_the_start_and_stops_idempotently() throws InterruptedException {
        Application application = Application.start(Configurations.of(folder));
        try (ApiClient api = new ApiClient(application.uri(), null)) {
            assertThat(api.get("/v1/deliveries").path("deliveries").isEmpty()).isTrue();
        }
        application.close();
        application.close();
        application.awaitStop();
        Application.start(Configurations.of(folder)).close();
    }

    @Test
    void a_second_server_on_the_same_folder_is_refused_and_the_first_continues() {
        try (Application first = Application.start(Configurations.of(folder));
                ApiClient api = new ApiClient(first.uri(), null)) {
            assertThatThrownBy(() -> Application.start(Configurations.of(folder)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("another server is running on the folder " + folder)
                    .hasMessageContaining("TIDINGS_DATA_DIR");
            assertThat(api.get("/v1/deliveries").has("deliveries")).isTrue();
        }
    }

    @Test
    void a_port_in_use_is_a_one_line_error_and_unlocks_the_folder() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Configuration configuration =
                    read("server: {port: %d}\ndata: {dir: \"%s\"}".formatted(taken.getLocalPort(), folder));
            assertThatThrownBy(() -> Application.start(configuration))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("TIDINGS_SERVER_PORT");
        }
        Application.start(Configurations.of(folder)).close();
    }

    @Test
    void without_a_key_it_refuses_to_listen_beyond_loopback_with_a_hint() {
        Configuration open = read("server: {host: 0.0.0.0, port: 0}\ndata: {dir: \"%s\"}".formatted(folder));
        assertThatThrownBy(() -> Application.start(open))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("0.0.0.0")
                .hasMessageContaining("tidings keys create --scope admin");
        try (OfflineApiKeys keys = OfflineApiKeys.open(open, Clocks.system())) {
            var _ = keys.create("default", "me", java.util.Set.of(dev.tidings.core.access.Scope.ADMIN));
        }
        Application.start(open).close();
    }

    @Test
    void an_unwritable_folder_is_a_one_line_error() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThatThrownBy(() -> Application.start(Configurations.of(file.resolve("data"))))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cannot write to the folder " + file.resolve("data"));
    }

    @Test
    void a_damaged_database_is_named_and_left_unchanged() throws IOException {
        byte[] damaged = "this is no database, and long enough to be taken for one "
                .repeat(100)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("tidings.db"), damaged);
        assertThatThrownBy(() -> Application.start(Configurations.of(folder)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("damaged");
        assertThat(file).hasBinaryContent(damaged);
    }

    @Test
    void invalid_channel_settings_are_named() {
        assertThatThrownBy(() -> Application.start(
                        read("server: {port: 0}\ndata: {dir: \"%s\"}\nchannels: {webhook: {timeout_ms: never}}"
                                .formatted(folder))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("channels.webhook.timeout_ms");
        assertThat(folder).as("an invalid configuration creates nothing").isEmptyDirectory();
    }

    @Test
    void the_data_folder_and_its_files_are_private_to_their_owner() throws IOException {
        Path made = folder.resolve("var/tidings");
        Files.createDirectories(made.getParent());
        Application.start(Configurations.of(made)).close();
        assertThat(rights(made)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .contains("server.lock", "tidings.db", "secret.key");
        }
        open(made.resolve("server.lock"), "rw-rw-rw-");
        open(made.resolve("tidings.db"), "rw-rw-rw-");

        Application.start(Configurations.of(made)).close();

        try (Stream<Path> files = Files.list(made)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .allSatisfy(file -> assertThat(rights(file)).as("%s", file).isEqualTo("rw-------"));
        }
    }

    private static void open(Path file, String rights) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void with_must_exist_no_store_is_created() {
        Configuration mounted =
                read("server: {port: 0}\nstore: {must_exist: true}\ndata: {dir: \"%s\"}".formatted(folder));
        assertThatThrownBy(() -> Application.start(mounted))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("there is no database at " + folder.resolve("tidings.db"))
                .hasMessageContaining("store.must_exist");
        assertThat(folder).as("no lock either").isEmptyDirectory();
        Path missing = folder.resolve("not-mounted");
        Configuration elsewhere =
                read("server: {port: 0}\nstore: {must_exist: true}\ndata: {dir: \"%s\"}".formatted(missing));
        assertThatThrownBy(() -> Application.start(elsewhere)).hasMessageContaining("nothing was created");
        assertThat(missing).doesNotExist();

        Application.start(Configurations.of(folder)).close();
        Application.start(mounted).close();
    }

    @Test
    void a_key_with_another_id_or_a_missing_key_is_refused() throws IOException {
        Path other = folder.resolve("other");
        Application.start(Configurations.of(folder)).close();
        String id = SecretKeyId.of(SecretKeyFile.load(folder.resolve("secret.key")));
        String pinned = "server: {port: 0}\nstore: {secret_key_id: %s}\ndata: {dir: \"%s\"}";
        Application.start(read(pinned.formatted(id, folder))).close();

        assertThatThrownBy(() -> Application.start(read(pinned.formatted(id, other))))
                .as("a folder whose disk is not mounted")
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("the secret key " + id + " (store.secret_key_id) was not found")
                .hasMessageContaining(other.resolve("secret.key").toString());
        assertThat(other.resolve("secret.key")).doesNotExist();
        assertThat(other.resolve("tidings.db")).doesNotExist();

        Application.start(Configurations.of(other)).close();
        String another = SecretKeyId.of(SecretKeyFile.load(other.resolve("secret.key")));
        assertThatThrownBy(() -> Application.start(read(pinned.formatted(id, other))))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is " + another + ", but store.secret_key_id is " + id);
    }

    @Test
    void a_database_without_its_key_is_refused_and_no_new_key_is_created() throws IOException {
        Application.start(Configurations.of(folder)).close();
        Files.move(folder.resolve("secret.key"), folder.resolve("moved.key"));

        assertThatThrownBy(() -> Application.start(Configurations.of(folder)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(folder.resolve("secret.key") + " is missing")
                .hasMessageContaining("store.secret_key");
        assertThat(folder.resolve("secret.key")).doesNotExist();

        Files.move(folder.resolve("moved.key"), folder.resolve("secret.key"));
        Application.start(Configurations.of(folder)).close();
    }
}
