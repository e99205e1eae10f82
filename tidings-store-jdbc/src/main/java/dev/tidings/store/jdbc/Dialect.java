package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
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
     * Keeps ended deliveries, which are to become pending again, from being removed by retention and from being superseded, until the
     * transaction ends. Does nothing where there is one writer.
     */
    default void keepEnded(Transaction tx, Collection<DeliveryId> ids) throws SQLException {}
}
