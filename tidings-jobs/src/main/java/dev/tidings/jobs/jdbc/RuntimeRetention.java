package dev.tidings.jobs.jdbc;

import dev.tidings.core.store.RetentionSweep;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Removes old operations and runtimes, oldest first. PostgreSQL locks the rows where it finds them: otherwise it would remove a
 * runtime that was started again meanwhile. MariaDB rejects LIMIT in a subquery of IN, and has it on DELETE itself.
 */
final class RuntimeRetention implements RetentionSweep {
    // Operations that are still to be published stay.
    private static final DialectSql OPERATIONS = DialectSql.of("""
        DELETE FROM runtime_operations
        WHERE seq IN (
            SELECT seq FROM runtime_operations WHERE ended_at < :before AND publication <> 'due' ORDER BY ended_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT seq
            FROM runtime_operations
            WHERE ended_at < :before AND publication <> 'due'
            ORDER BY ended_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM runtime_operations WHERE seq IN (SELECT seq FROM old)
        """, """
        DELETE FROM runtime_operations
        WHERE ended_at < :before AND publication <> 'due'
        ORDER BY ended_at
        LIMIT :limit
        """);

    private static final DialectSql RUNTIMES = DialectSql.of("""
        DELETE FROM runtimes
        WHERE (tenant, game_id) IN (
            SELECT tenant, game_id FROM runtimes WHERE status IN ('stopped', 'exited', 'failed') AND changed_at < :before AND operation_id IS NULL ORDER BY changed_at LIMIT :limit
        )
        """, """
        WITH old AS MATERIALIZED (
            SELECT tenant, game_id
            FROM runtimes
            WHERE status IN ('stopped', 'exited', 'failed') AND changed_at < :before AND operation_id IS NULL
            ORDER BY changed_at
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
        )
        DELETE FROM runtimes WHERE (tenant, game_id) IN (SELECT tenant, game_id FROM old)
        """, """
        DELETE FROM runtimes
        WHERE status IN ('stopped', 'exited', 'failed') AND changed_at < :before AND operation_id IS NULL
        ORDER BY changed_at
        LIMIT :limit
        """);

    private final Database database;
    private final Sql removeOperations;
    private final Sql removeRuntimes;

    RuntimeRetention(Database database) {
        this.database = database;
        this.removeOperations = database.dialect().of(OPERATIONS);
        this.removeRuntimes = database.dialect().of(RUNTIMES);
    }

    @Override
    public int remove(Instant before, int limit) {
        return database.write("remove old runtimes", tx -> {
            int removed = remove(tx, removeOperations, before, limit);
            return removed + remove(tx, removeRuntimes, before, limit - removed);
        });
    }

    private static int remove(Transaction tx, Sql statement, Instant before, int limit) throws SQLException {
        return tx.prepared(statement)
                .time("before", before)
                .number("limit", limit)
                .update();
    }
}
