package dev.tidings.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The differences between databases: variants of statements, and the meaning of errors. */
public interface Dialect {
    /** The variant of a statement for this database. */
    Sql of(DialectSql statement);

    /** The fault of the database, with a hint; null if the statement itself is wrong, which is a defect. */
    @Nullable
    DatabaseFault fault(SQLException failure);

    /** Cancels the statement that is running on a connection, from another thread, if there is one. May block. */
    void stop(Connection connection) throws SQLException;

    /**
     * Keeps retention from removing ended deliveries until the transaction ends; does nothing where the locks of their rows are
     * enough.
     */
    default void keepEnded(Transaction tx) throws SQLException {}
}
