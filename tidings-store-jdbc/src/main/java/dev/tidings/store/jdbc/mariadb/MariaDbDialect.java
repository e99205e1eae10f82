package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.DatabaseFault;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
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

    @Override
    public void stop(Connection connection) throws SQLException {
        connection.unwrap(org.mariadb.jdbc.Connection.class).cancelCurrentQuery();
    }

    @Override
    public @Nullable DatabaseFault fault(SQLException failure) {
        return MariaDbFaults.of(failure);
    }
}
