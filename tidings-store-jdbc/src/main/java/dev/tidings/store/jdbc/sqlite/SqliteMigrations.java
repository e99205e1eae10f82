package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.AppliedMigrations;
import dev.tidings.store.jdbc.Migrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Migrates a database to the schema of this version. */
final class SqliteMigrations {
    static final List<String> TABLES_CHILDREN_FIRST = List.of(
            "acks",
            "attempts",
            "queued_deliveries",
            "concurrency_permits",
            "deliveries",
            "dedupe",
            "notification_labels",
            "replacements",
            "reuses",
            "notifications",
            "idempotency",
            "endpoints",
            "endpoint_circuits",
            "endpoint_rates",
            "nodes",
            "runtime_operations",
            "runtimes",
            "singleton_leases",
            "wait_counts",
            "backlog_counts",
            "bulk_runs",
            "tenant_usage",
            "tenants",
            "types",
            "type_catalogs",
            "expansion_recipients",
            "expansions",
            "recipients",
            "topic_subscribers",
            "topic_sweeps",
            "topics",
            "operational_events",
            "audit_records",
            "quarantine",
            "offsets",
            "api_keys",
            "secret_keys",
            "token_keys",
            "ballast",
            "heartbeat");

    private static final String VERSION = """
        SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history WHERE success = 1
        """;

    private SqliteMigrations() {}

    static void bringUpToDate(String name, Connection connection, DataSource dataSource) throws SQLException {
        if (AppliedMigrations.exist(connection)) {
            requireKnown(name, connection);
            if (AppliedMigrations.areCurrent(connection, "sqlite")) {
                return;
            }
        }
        Migrations.run(name, flyway(dataSource));
    }

    private static void requireKnown(String name, Connection connection) throws SQLException {
        int version = versionOf(connection);
        if (version > AppliedMigrations.NEWEST) {
            throw new StoreUnavailable("cannot open " + name + ": its schema is version " + version
                    + " and this Tidings knows " + AppliedMigrations.NEWEST
                    + "; start the newer Tidings that wrote it, or restore a backup");
        }
    }

    static Flyway flyway(DataSource dataSource) {
        return Flyway.configure(SqliteMigrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:dev/tidings/store/jdbc/migration/sqlite")
                .loggers("slf4j")
                .load();
    }

    /** The newest applied migration; 0 if none succeeded. */
    private static int versionOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(VERSION)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
