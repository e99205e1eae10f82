package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.store.jdbc.mariadb.MariaDbPool;
import dev.tidings.store.jdbc.mariadb.MariaDbStore;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class AppliedMigrationsTest {
    private static final Path MIGRATIONS =
            Path.of("../tidings-store-jdbc/src/main/resources/dev/tidings/store/jdbc/migration");

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.atStart();

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres", "mariadb"})
    void all_scripts_of_a_database_are_known(String database) throws IOException {
        try (Stream<Path> scripts = Files.list(MIGRATIONS.resolve(database))) {
            assertThat(scripts.map(Path::getFileName)
                            .map(Path::toString)
                            .sorted()
                            .toList())
                    .isEqualTo(AppliedMigrations.SCRIPTS);
        }
    }

    @Test
    void sqlite_is_current_after_flyway_unless_its_script_has_changed_since() throws SQLException {
        Path file = folder.resolve("tidings.db");
        SqliteStore.open(file, clock, new ReversingCipher(), new CountingIds()).close();

        check("jdbc:sqlite:" + file, "sqlite");
    }

    @Test
    void postgres_is_current_after_flyway_unless_its_script_has_changed_since() throws SQLException {
        String url = PostgresServer.shared().createDatabase();
        try {
            PostgresStore.openOn(clock, new PostgresPool(url, null, null, 3), new ReversingCipher(), new CountingIds())
                    .close();

            check(url, "postgres");
        } finally {
            PostgresServer.shared().dropDatabase(url);
        }
    }

    @Test
    void mariadb_is_current_after_flyway_unless_its_script_has_changed_since() throws SQLException {
        String url = MariaDbServer.shared().createDatabase();
        try {
            MariaDbStore.openOn(clock, new MariaDbPool(url, null, null, 3), new ReversingCipher(), new CountingIds())
                    .close();

            check(url, "mariadb");
        } finally {
            MariaDbServer.shared().dropDatabase(url);
        }
    }

    private static void check(String url, String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            assertThat(AppliedMigrations.areCurrent(connection, database)).isTrue();
            for (String change : List.of(
                    "UPDATE flyway_schema_history SET checksum = checksum + 1",
                    "UPDATE flyway_schema_history SET checksum = checksum - 1, version = '2'")) {
                statement.executeUpdate(change);
                assertThat(AppliedMigrations.areCurrent(connection, database))
                        .as(change)
                        .isFalse();
            }
        }
    }
}
