package dev.tidings.client.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Creates the outbox's table. Applications with their own migrations use the script from the resources {@code
 * postgresql.sql}, {@code mariadb.sql}, {@code sqlite.sql} or {@code h2.sql} beside this class instead.
 */
public final class OutboxSchema {
    /** On PostgreSQL, two processes that start at once may both try to create the table, and one fails. */
    private static final int TRIES = 3;

    private OutboxSchema() {}

    /** Creates the table and its indexes if they do not exist. */
    public static void create(Connection connection, OutboxTable table) throws SQLException {
        List<String> statements = statements(OutboxDialect.of(connection), table);
        for (int tries = 1; ; tries++) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    boolean unused = statement.execute(sql);
                }
                return;
            } catch (SQLException failure) {
                if (tries == TRIES || !connection.getAutoCommit()) {
                    throw failure;
                }
            }
        }
    }

    /** @throws UnsupportedDatabaseException when the outbox does not support the database */
    public static void check(Connection connection) throws SQLException {
        OutboxDialect unused = OutboxDialect.of(connection);
    }

    private static List<String> statements(OutboxDialect dialect, OutboxTable table) {
        String script = read(dialect.script())
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"))
                .replaceAll("tidings_outbox(_due|_order)", table.withoutSchema() + "$1")
                .replaceAll("\\btidings_outbox\\b", table.name());
        return Arrays.stream(script.split(";", -1))
                .filter(sql -> !sql.isBlank())
                .toList();
    }

    private static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(OutboxSchema.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(resource, failure);
        }
    }
}
