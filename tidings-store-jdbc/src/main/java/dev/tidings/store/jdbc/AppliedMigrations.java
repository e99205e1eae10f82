package dev.tidings.store.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * The migrations that a database has, read from Flyway's history. A start whose schema is current does not load Flyway, which takes as
 * long as opening the database.
 */
public final class AppliedMigrations {
    /** The scripts of each database, in their order. */
    static final List<String> SCRIPTS = List.of("V1__first_schema.sql");

    /** The newest migration of this version. */
    public static final int NEWEST = SCRIPTS.size();

    /** Flyway's default. */
    private static final String TABLE = "flyway_schema_history";

    private static final String HISTORY = """
        SELECT version, checksum, success
        FROM flyway_schema_history
        WHERE version IS NOT NULL
        ORDER BY installed_rank
        """;

    private AppliedMigrations() {}

    private record Migration(int version, int checksum) {}

    /** Returns whether the database has a history of migrations. */
    public static boolean exist(Connection connection) throws SQLException {
        return Migrations.hasTable(connection, TABLE);
    }

    /**
     * Returns whether the database has exactly the migrations of this version, none changed since. Its history must exist.
     *
     * @param folder of the migrations beside this class, such as {@code postgres}
     */
    public static boolean areCurrent(Connection connection, String folder) throws SQLException {
        List<Migration> applied = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HISTORY)) {
            while (row.next()) {
                if (!row.getBoolean(3)) {
                    return false;
                }
                applied.add(new Migration(row.getInt(1), row.getInt(2)));
            }
        }
        List<Migration> known = new ArrayList<>();
        for (String script : SCRIPTS) {
            known.add(new Migration(known.size() + 1, checksum("migration/" + folder + "/" + script)));
        }
        return applied.equals(known);
    }

    /** Flyway's: over the lines without their ends. */
    private static int checksum(String script) {
        CRC32 checksum = new CRC32();
        try (InputStream found = Objects.requireNonNull(AppliedMigrations.class.getResourceAsStream(script));
                BufferedReader lines = new BufferedReader(new InputStreamReader(found, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                checksum.update(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return (int) checksum.getValue();
    }
}
