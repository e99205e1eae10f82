package dev.tidings.store.jdbc;

import dev.tidings.core.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the database of a cluster to the schema of this version. Nodes that start concurrently take turns
 * (Flyway holds a lock). A node may use a newer schema as long as newer versions only added to it, which makes
 * rolling upgrades safe.
 */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private static final String OLDEST_VERSION = """
        SELECT oldest_version FROM compatibility
        """;

    private Migrations() {}

    /** @param folder of the migrations beside this class, such as {@code postgres} */
    public static void migrate(String name, DataSource dataSource, String folder) throws SQLException {
        Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:dev/tidings/store/jdbc/migration/" + folder)
                // A newer node of the cluster may have migrated it already.
                .ignoreMigrationPatterns("*:future")
                .loggers("slf4j")
                .load();
        flyway.migrate();
        MigrationInfo[] known = flyway.info().all();
        int newest = 0;
        int applied = 0;
        for (MigrationInfo migration : known) {
            int version = Integer.parseInt(migration.getVersion().getVersion());
            if (migration.getState().isResolved()) {
                newest = Math.max(newest, version);
            }
            if (migration.getState().isApplied()) {
                applied = Math.max(applied, version);
            }
        }
        if (applied > newest) {
            requireCompatible(name, dataSource, newest, applied);
        }
    }

    /** Returns whether the database has Tidings' tables; changes nothing. */
    public static boolean laidOut(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "secret_keys", null)) {
            return tables.next();
        }
    }

    private static void requireCompatible(String name, DataSource dataSource, int newest, int applied)
            throws SQLException {
        int oldest;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OLDEST_VERSION)) {
            row.next();
            oldest = row.getInt(1);
        }
        if (oldest > newest) {
            throw new StoreUnavailable("cannot open " + name + ": its schema is version " + applied
                    + ", which needs servers of version " + oldest + " or later, and this Tidings knows " + newest
                    + "; start the newer Tidings");
        }
        LOG.warn(
                "the schema of {} is version {}, newer than version {} of this Tidings but compatible with it;"
                        + " finish the upgrade soon",
                name,
                applied,
                newest);
    }
}
