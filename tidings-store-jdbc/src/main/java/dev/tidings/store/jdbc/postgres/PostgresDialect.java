package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.DatabaseFault;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** PostgreSQL's variants of statements, and the meaning of its errors. */
enum PostgresDialect implements Dialect {
    INSTANCE;

    /** The check violation for a row without a partition. */
    private static final String CHECK_VIOLATION = "23514";

    private static final String UNDEFINED_TABLE = "42P01";

    private static final String NO_PARTITION = "no partition of relation";

    // The lock number of PostgresRetention.
    private static final Sql KEEP_ENDED = Sql.of("""
        SELECT pg_advisory_xact_lock_shared(7305710916)
        """);

    @Override
    public Sql of(DialectSql statement) {
        return statement.postgres();
    }

    /** Replays run concurrently, and wait while a day is dropped. */
    @Override
    public void keepEnded(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        tx.execute(KEEP_ENDED);
        LabelRows.keepReplaceable(tx, this, ids);
    }

    @Override
    public void stop(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    @Override
    public @Nullable DatabaseFault fault(SQLException failure) {
        return PostgresFaults.of(failure);
    }

    static boolean missesPartition(Throwable failure) {
        return SqlFailures.anySql(
                failure,
                sql -> CHECK_VIOLATION.equals(sql.getSQLState())
                        && String.valueOf(sql.getMessage()).contains(NO_PARTITION));
    }

    /** Whether the partition named in a statement was dropped. */
    static boolean missesTable(Throwable failure) {
        return SqlFailures.anySql(failure, sql -> UNDEFINED_TABLE.equals(sql.getSQLState()));
    }
}
