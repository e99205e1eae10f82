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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three schemas are equivalent, except for the differences listed here with their reasons. */
@NeedsServers
class SchemasTest {
    private static final String HISTORY = "flyway_schema_history";
    private static final Path MIGRATIONS =
            Path.of("../tidings-store-jdbc/src/main/resources/dev/tidings/store/jdbc/migration");

    /** One node inserts, so rows are keyed by sequence; the partial index uses the status itself. */
    private static final Set<String> ONLY_SQLITE = Set.of(
            "notifications.seq NULL",
            "deliveries.seq NULL",
            "deliveries.notification_seq NOT NULL",
            "attempts.delivery_seq NOT NULL",
            "dedupe.notification_seq NOT NULL",
            "reuses.notification_seq NOT NULL",
            "reuses.reused_seq NOT NULL",
            // SQLite does not report the rowid as NOT NULL.
            "operational_events.seq NULL",
            "quarantine.seq NULL",
            "queued_deliveries.queue_position NULL",
            "runtime_operations.seq NULL",
            "topics.seq NULL",
            "topic_sweeps.topic_seq NULL",
            // SQLite's own table of the numbers that were given.
            "sqlite_sequence.name NULL",
            "sqlite_sequence.seq NULL");

    /** Database servers: several nodes insert, so rows are keyed by ids; old nodes may use a newer schema. */
    private static final Set<String> ONLY_SERVERS = Set.of(
            "deliveries.notification_id NOT NULL",
            "deliveries.not_sent NULL",
            "attempts.delivery_id NOT NULL",
            "concurrency_keys.concurrency_key NOT NULL",
            "dedupe.notification_id NOT NULL",
            "reuses.notification_id NOT NULL",
            "reuses.reused_id NOT NULL",
            "operational_events.seq NOT NULL",
            "quarantine.seq NOT NULL",
            "queued_deliveries.queue_position NOT NULL",
            "runtime_operations.seq NOT NULL",
            "topics.seq NOT NULL",
            "topic_sweeps.topic_seq NOT NULL",
            "compatibility.id NOT NULL",
            "compatibility.oldest_version NOT NULL");

    /** Leases are not in the index of due deliveries, so that a completion changes no index entry. */
    private static final Set<String> ONLY_POSTGRES = Set.of(
            "deliveries.lease_until NULL",
            "insert_leases.id NOT NULL",
            "insert_leases.lease_until NOT NULL",
            "insert_leases.first_id NOT NULL",
            "insert_leases.last_id NOT NULL",
            "claim_leases.id NOT NULL",
            "claim_leases.lease_until NOT NULL",
            "claim_leases.ids NOT NULL");

    /** There are no partial indexes, nor indexes of expressions, so columns mark the signing token key, leased and waiting deliveries. */
    private static final Set<String> ONLY_MARIADB = Set.of(
            "token_keys.signing NULL",
            "deliveries.leased NULL",
            "deliveries.waiting_channel NULL",
            "deliveries.waiting_until NULL");

    private final SettableClock clock = SettableClock.atStart();

    @Test
    void the_three_schemas_are_equivalent(@TempDir Path folder) throws SQLException {
        Set<String> sqlite = sqlite(folder.resolve("tidings.db"));
        Set<String> postgres = postgres();
        Set<String> mariaDb = mariaDb();

        assertThat(without(postgres, mariaDb)).containsExactlyInAnyOrderElementsOf(ONLY_POSTGRES);
        assertThat(without(mariaDb, postgres)).containsExactlyInAnyOrderElementsOf(ONLY_MARIADB);
        mariaDb.removeAll(ONLY_MARIADB);
        assertThat(without(sqlite, mariaDb)).containsExactlyInAnyOrderElementsOf(ONLY_SQLITE);
        assertThat(without(mariaDb, sqlite)).containsExactlyInAnyOrderElementsOf(ONLY_SERVERS);
    }

    @Test
    void all_databases_have_the_same_migrations() throws IOException {
        assertThat(migrations("postgres")).isEqualTo(migrations("sqlite"));
        assertThat(migrations("mariadb")).isEqualTo(migrations("sqlite")).isNotEmpty();
    }

    private Set<String> sqlite(Path file) throws SQLException {
        SqliteStore.open(file, clock, new ReversingCipher(), new CountingIds()).close();
        return columns(
                "jdbc:sqlite:" + file,
                "SELECT m.name, c.name, c.\"notnull\" FROM sqlite_master m"
                        + " JOIN pragma_table_info(m.name) c WHERE m.type = 'table'");
    }

    private Set<String> postgres() throws SQLException {
        String url = PostgresServer.shared().createDatabase();
        PostgresStore.openOn(clock, new PostgresPool(url, null, null, 3), new ReversingCipher(), new CountingIds())
                .close();
        try {
            // Partitions have the columns of their tables.
            return columns(
                    url,
                    "SELECT t.relname, c.attname, c.attnotnull::integer FROM pg_class t"
                            + " JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped"
                            + " WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')"
                            + " AND NOT t.relispartition");
        } finally {
            PostgresServer.shared().dropDatabase(url);
        }
    }

    private Set<String> mariaDb() throws SQLException {
        String url = MariaDbServer.shared().createDatabase();
        MariaDbStore.openOn(clock, new MariaDbPool(url, null, null, 3), new ReversingCipher(), new CountingIds())
                .close();
        try {
            return columns(
                    url,
                    "SELECT table_name, column_name, is_nullable = 'NO' FROM information_schema.columns"
                            + " WHERE table_schema = database()");
        } finally {
            MariaDbServer.shared().dropDatabase(url);
        }
    }

    private static Set<String> columns(String url, String sql) throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                if (!row.getString(1).equals(HISTORY)) {
                    columns.add(
                            row.getString(1) + "." + row.getString(2) + (row.getInt(3) == 1 ? " NOT NULL" : " NULL"));
                }
            }
        }
        return columns;
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        return some.stream().filter(one -> !others.contains(one)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> migrations(String folder) throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
