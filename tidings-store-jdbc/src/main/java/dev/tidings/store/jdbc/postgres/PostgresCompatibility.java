package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the encoding of a database, and whether there is a pooler in front of it. */
final class PostgresCompatibility {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCompatibility.class);
    private static final String UTF8 = "UTF8";
    private static final int LOOKS = 5;

    private static final String BACKEND = """
        SELECT pg_backend_pid()
        """;

    private PostgresCompatibility() {}

    /** Throws {@link StoreUnavailable} if text would be refused or changed. */
    static void requireUnicode(String name, Connection connection) throws SQLException {
        String encoding = one(connection, "SHOW server_encoding");
        if (!UTF8.equals(encoding)) {
            throw new StoreUnavailable("cannot open " + name + ": its encoding is " + encoding
                    + ", which cannot hold every text; expected UTF8: CREATE DATABASE … ENCODING 'UTF8'"
                    + " TEMPLATE template0");
        }
    }

    /**
     * Whether there is a pooler in transaction mode, such as PgBouncer. It runs statements on any free server
     * connection: a second client gets the connection of the first, or the first gets another one.
     */
    static boolean pooled(Connection first, DataSource connections) throws SQLException {
        String backend = backend(first);
        try (Connection second = connections.getConnection()) {
            // If others use the pooler too, the free connection is random.
            for (int look = 0; look < LOOKS; look++) {
                if (backend.equals(backend(second)) || !backend.equals(backend(first))) {
                    return true;
                }
            }
        }
        return false;
    }

    static void warnOfPooler(String name) {
        LOG.warn(
                "{} is behind a pooler in transaction mode: statements are not prepared on the server, and nodes do"
                        + " not wake each other at once; a pooler in session mode or none is faster",
                name);
    }

    private static String backend(Connection connection) throws SQLException {
        return one(connection, BACKEND);
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
