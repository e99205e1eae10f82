package dev.tidings.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The write connection while a transaction is open on it. Statements are prepared once in its life and kept. */
final class Transaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Handle handle;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T in(Transaction transaction) throws SQLException;
    }

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /** For statements off the hot path. */
    Handle handle() {
        return handle;
    }

    /** A kept statement, for the hot path. */
    Binding prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = handle.getConnection().prepareStatement(sql);
            statements.put(sql, statement);
        }
        return new Binding(statement);
    }

    void begin() throws SQLException {
        prepared("BEGIN IMMEDIATE").update();
    }

    void commit() throws SQLException {
        prepared("COMMIT").update();
    }

    void rollback() throws SQLException {
        prepared("ROLLBACK").update();
    }

    /** After a failure: the driver has closed the statement that failed, and perhaps others. */
    void forgetStatements() {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException alreadyClosed) {
                LOG.trace("closing a statement", alreadyClosed);
            }
        }
        statements.clear();
    }

    @Override
    public void close() throws SQLException {
        forgetStatements();
        // The handle was made of a connection that is ours to close.
        handle.getConnection().close();
    }
}
