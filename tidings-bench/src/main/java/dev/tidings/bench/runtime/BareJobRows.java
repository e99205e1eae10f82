package dev.tidings.bench.runtime;

import dev.tidings.bench.engine.BareFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Writes the rows of start jobs with plain JDBC, in the two commits that a job needs so that a crash loses neither a
 * runtime nor a result: one before the driver is called, and one before the result is published.
 */
final class BareJobRows implements AutoCloseable {
    private static final String RUNTIME = """
        INSERT INTO runtimes (tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, restarts,
            created_at, changed_at, operation_id, held_until, version)
        VALUES ('default', ?, 'arena:1', '', '', 'starting', 'noop', 'bench', 0, ?, ?, ?, ?, 1)
        """;
    private static final String OPERATION = """
        INSERT INTO runtime_operations (id, tenant, game_id, kind, source, source_ref, image_ref, reason, started_at,
            publication)
        VALUES (?, 'default', ?, 'start', 'start', ?, 'arena:1', '', ?, 'due')
        """;
    private static final String RUNNING = """
        UPDATE runtimes
        SET container_id = ?, engine_endpoint = 'tcp://127.0.0.1:1', status = 'running', started_at = ?, changed_at = ?,
            operation_id = NULL, held_until = NULL, version = version + 1
        WHERE tenant = 'default' AND game_id = ? AND operation_id = ?
        """;
    private static final String ENDED = """
        UPDATE runtime_operations
        SET outcome = 'success', message = '', container_id = ?, engine_endpoint = 'tcp://127.0.0.1:1', ended_at = ?,
            publication = 'done'
        WHERE id = ? AND outcome IS NULL
        """;
    private static final String OFFSET = """
        INSERT INTO offsets (label, position, saved_at) VALUES ('startjobs', ?, ?)
        ON CONFLICT (label) DO UPDATE SET position = excluded.position, saved_at = excluded.saved_at
        """;

    private final Connection connection;
    private final PreparedStatement runtime;
    private final PreparedStatement operation;
    private final PreparedStatement running;
    private final PreparedStatement ended;
    private final PreparedStatement offset;

    /** @param file a database with the store's schema */
    BareJobRows(Path file) throws SQLException {
        connection = BareFile.open(file);
        connection.setAutoCommit(false);
        runtime = connection.prepareStatement(RUNTIME);
        operation = connection.prepareStatement(OPERATION);
        running = connection.prepareStatement(RUNNING);
        ended = connection.prepareStatement(ENDED);
        offset = connection.prepareStatement(OFFSET);
    }

    void begin(String game, String entry) throws SQLException {
        long now = System.currentTimeMillis();
        write(runtime, game, now, now, operationOf(entry), now + 1000);
        write(operation, operationOf(entry), game, entry, now);
        connection.commit();
    }

    void finish(String game, String entry) throws SQLException {
        long now = System.currentTimeMillis();
        String container = "noop-" + game;
        write(running, container, now, now, game, operationOf(entry));
        write(ended, container, now, operationOf(entry));
        write(offset, entry, now);
        connection.commit();
    }

    /** As long as an operation's id. */
    private static String operationOf(String entry) {
        return String.format("opr_%26s", entry).replace(' ', '0');
    }

    private static void write(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        if (statement.executeUpdate() != 1) {
            throw new IllegalStateException("a row was not written");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
