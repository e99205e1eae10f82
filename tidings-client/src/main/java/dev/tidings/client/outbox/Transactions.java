package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Transactions of the relay's own. */
final class Transactions {
    private static final int TRIES = 5;

    private final DataSource dataSource;
    private final OutboxTable table;

    Transactions(DataSource dataSource, OutboxTable table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /** Is done again when its transaction lost a race. */
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

    /** Without a transaction's lock, which on SQLite would wait for those of the application. */
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
        // A connection that is lost refuses this too, and has said so before.
        if (!connection.isClosed()) {
            connection.setAutoCommit(autoCommit);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
        }
    }

    /** SQLSTATE 40…: a deadlock or a serialization failure, undone by the database. */
    private static boolean lostARace(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith("40");
    }
}
