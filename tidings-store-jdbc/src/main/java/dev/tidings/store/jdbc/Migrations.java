package dev.tidings.store.jdbc;

import dev.tidings.core.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.exception.FlywayValidateException;
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

    /**
     * @param connection is only read from
     * @param folder of the migrations beside this class, such as {@code postgres}
     */
    public static void migrate(String name, Connection connection, DataSource dataSource, String folder)
            throws SQLException {
        if (AppliedMigrations.exist(connection) && AppliedMigrations.areCurrent(connection, folder)) {
            return;
        }
        Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:dev/tidings/store/jdbc/migration/" + folder)
                // A newer node of the cluster may have migrated it already.
                .ignoreMigrationPatterns("*:future")
                .loggers("slf4j")
                .load();
        run(name, flyway);
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
            requireCompatible(name, connection, newest, applied);
        }
    }

    /** Throws {@link StoreUnavailable} if the database was migrated by other scripts than those of this version. */
    public static void run(String name, Flyway flyway) {
        try {
            var _ = flyway.migrate();
        } catch (FlywayValidateException other) {
            String difference =
                    String.valueOf(other.getMessage()).lines().skip(1).limit(1).collect(Collectors.joining());
            throw new StoreUnavailable(
                    "cannot open " + name + ": its schema was created by another build of Tidings (" + difference
                            + "); start that build, or use a new database",
                    other);
        }
    }

    /** Returns whether the database has Tidings' tables; changes nothing. */
    public static boolean laidOut(Connection connection) throws SQLException {
        return hasTable(connection, "secret_keys");
    }

    static boolean hasTable(Connection connection, String name) throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), name, null)) {
            return tables.next();
        }
    }

    private static void requireCompatible(String name, Connection connection, int newest, int applied)
            throws SQLException {
        int oldest;
        try (Statement statement = connection.createStatement();
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
