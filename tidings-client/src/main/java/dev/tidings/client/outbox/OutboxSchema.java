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
 * Makes the outbox's table. Who has migrations of their own takes the script from the resources {@code postgresql.sql}, {@code
 * mariadb.sql}, {@code sqlite.sql} or {@code h2.sql} beside this class instead.
 */
public final class OutboxSchema {
    /** Two processes that begin at once may both find that PostgreSQL has no table, and one of them fails. */
    private static final int TRIES = 3;

    private OutboxSchema() {}

    /** Makes what is not there yet; what is there stays as it is. */
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

    /** @throws UnsupportedDatabaseException when there is no outbox for the database */
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
