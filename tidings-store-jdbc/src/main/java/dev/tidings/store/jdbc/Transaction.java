package dev.tidings.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The write connection while a transaction is open on it. Statements are prepared once in its life and kept. */
final class Transaction implements AutoCloseable {
    private final Handle handle;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T extends @org.jspecify.annotations.Nullable Object> {
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

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
        handle.close();
    }
}
