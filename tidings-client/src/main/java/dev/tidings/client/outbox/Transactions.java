package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Runs the relay's transactions. */
final class Transactions {
    private static final int TRIES = 5;

    private final DataSource dataSource;
    private final OutboxTable table;

    Transactions(DataSource dataSource, OutboxTable table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /** Retried when the transaction loses a race. */
    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection, OutboxDialect dialect) throws SQLException;
    }

    <T> T run(Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try (Connection connection = dataSource.getConnection()) {
                return commit(connection, work);
            } catch (SQLException failure) {
                if (tries == TRIES || !lostARace(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** Reads without a transaction's write lock, which on SQLite would wait for the application. */
    <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            T answer = work.in(connection, OutboxDialect.of(connection));
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return answer;
        }
    }

    private <T> T commit(Connection connection, Work<T> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        OutboxDialect dialect = OutboxDialect.of(connection);
        int isolation = dialect.isolation(connection);
        connection.setAutoCommit(false);
        try {
            try (Statement begin = connection.createStatement()) {
                boolean unused = begin.execute(dialect.begin(table));
            }
            T answer = work.in(connection, dialect);
            connection.commit();
            return answer;
        } catch (Throwable failure) {
            undo(connection, failure);
            throw failure;
        } finally {
            restore(connection, autoCommit, isolation);
        }
    }

    private static void undo(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
        }
    }

    private static void restore(Connection connection, boolean autoCommit, int isolation) throws SQLException {
        // Setting these on a lost connection would fail again and hide the first failure.
        if (!connection.isClosed()) {
            connection.setAutoCommit(autoCommit);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
        }
    }

    /** SQLSTATE 40…: a deadlock or a serialization failure that the database rolled back. */
    private static boolean lostARace(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith("40");
    }
}
