package dev.tidings.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What differs between databases: variants of statements, and what errors mean. */
public interface Dialect {
    /** The variant of a statement for this database. */
    Sql of(DialectSql statement);

    /** What keeps the database from being used and what helps; null when the statement itself is at fault: a defect. */
    @Nullable
    Fault fault(SQLException failure);

    /** Ends the statement that runs on a connection, from another thread; does nothing when none runs. May block. */
    void stop(Connection connection) throws SQLException;

    /**
     * Keeps retention from removing ended deliveries until the transaction ends; does nothing where the locks of their rows are
     * enough.
     */
    default void keepEnded(Transaction tx) throws SQLException {}
}
