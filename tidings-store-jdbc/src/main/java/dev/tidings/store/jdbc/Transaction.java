package dev.tidings.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection while a transaction is open on it. Statements are prepared once and kept until they are forgotten. */
public final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Handle handle;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Transaction transaction) throws SQLException;
    }

    public Transaction(Handle handle) {
        this.handle = handle;
    }

    /** For statements off the hot path. */
    public Handle handle() {
        return handle;
    }

    /** A kept statement, for the hot path. */
    public Binding prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = handle.getConnection().prepareStatement(sql);
            statements.put(sql, statement);
        }
        return new Binding(statement);
    }

    /** Closes what was prepared: at the end, and after a failure, when the driver may have closed some already. */
    public void forgetStatements() {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException alreadyClosed) {
                LOG.trace("closing a statement", alreadyClosed);
            }
        }
        statements.clear();
    }
}
