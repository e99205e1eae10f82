package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.DatabaseFault;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** MariaDB's variants of statements, and the meaning of its errors. */
final class MariaDbDialect implements Dialect {
    static final MariaDbDialect INSTANCE = new MariaDbDialect();

    private MariaDbDialect() {}

    /**
     * Inserts with IGNORE would store truncated values with no more than a warning: the columns are wide enough for everything
     * that is accepted.
     */
    @Override
    public Sql of(DialectSql statement) {
        return statement.mariaDb();
    }

    /** Retention locks the rows that it removes. */
    @Override
    public void keepEnded(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        LabelRows.keepReplaceable(tx, this, ids);
    }

    @Override
    public void stop(Connection connection) throws SQLException {
        connection.unwrap(org.mariadb.jdbc.Connection.class).cancelCurrentQuery();
    }

    @Override
    public @Nullable DatabaseFault fault(SQLException failure) {
        return MariaDbFaults.of(failure);
    }
}
