package dev.tidings.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection in use by a transaction or a read. Prepared statements are cached until they are closed. */
public final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long changedRows;

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Transaction transaction) throws SQLException;
    }

    public Transaction(Connection connection) {
        this.connection = connection;
    }

    /** Runs work whose statements are transactions of their own. */
    public static <T extends @Nullable Object> T autocommit(Connection connection, Work<T> work) throws SQLException {
        Transaction transaction = new Transaction(connection);
        try {
            return work.in(transaction);
        } finally {
            transaction.forgetStatements();
        }
    }

    /** Gives access to the driver's own type. */
    public Connection connection() {
        return connection;
    }

    /** A prepared statement without parameters set. */
    public Binding prepared(Sql sql) throws SQLException {
        return new Binding(statement(sql.text()), sql, this);
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    void changed(long rows) {
        changedRows += rows;
    }

    /** The rows that statements have changed on this connection, including those of earlier transactions. */
    long changedRows() {
        return changedRows;
    }

    /** Runs a statement without parameters, such as one that defines a table. */
    public void execute(Sql sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.text());
        }
    }

    /** Closes prepared statements, at the end and after failures, when the driver may have closed some already. */
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
