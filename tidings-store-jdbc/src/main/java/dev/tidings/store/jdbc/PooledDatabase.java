package dev.tidings.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.audit.AuditedWrite;
import dev.tidings.core.store.CancelableQueries;
import dev.tidings.core.store.StoreGuard;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database server with three separate connection pools: for writes, for reads of the hot path, and for list
 * queries. Writes run concurrently; a write that is rolled back in favor of another (deadlock, serialization
 * failure) is retried.
 */
public final class PooledDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PooledDatabase.class);
    private static final int TRIES = 5;
    private static final String ROLLED_BACK = "40";

    private final String name;
    private final Dialect dialect;
    private final HikariDataSource writes;
    private final HikariDataSource reads;
    private final ListQueryPool listQueries;
    private final Optional<ReadReplica> replica;
    private final DatabaseGuards guards = new DatabaseGuards();
    private final AuditedTransactions audited = new AuditedTransactions();

    /**
     * @param name for logs and errors, without credentials
     * @param listQueries connections for list queries
     * @param replica answers those of the list queries that may lag, if there is one
     */
    public PooledDatabase(
            String name,
            Dialect dialect,
            HikariDataSource writes,
            HikariDataSource reads,
            HikariDataSource listQueries,
            Optional<ReadReplica> replica) {
        this.name = name;
        this.dialect = dialect;
        this.writes = writes;
        this.reads = reads;
        this.listQueries = new ListQueryPool(listQueries, dialect);
        this.replica = replica;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Optional<ReadReplica> replica() {
        return replica;
    }

    @Override
    public void recordIn(AuditTable audit) {
        audited.recordIn(audit);
    }

    @Override
    public void addGuard(StoreGuard guard) {
        guards.add(guard);
    }

    @Override
    public <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work) {
        return guards.call(() -> audited.run(work, whole -> onWriter(doing, whole, PooledDatabase::inTransaction)));
    }

    @Override
    public <T extends @Nullable Object> T writeStatement(String doing, Transaction.Work<T> work) {
        return AuditedWrite.current() == null
                ? guards.call(() -> onWriter(doing, work, Transaction::autocommit))
                : write(doing, work);
    }

    /** How work runs on a connection. */
    @FunctionalInterface
    private interface Mode {
        <T extends @Nullable Object> T run(Connection connection, Transaction.Work<T> work) throws SQLException;
    }

    private <T extends @Nullable Object> T onWriter(String doing, Transaction.Work<T> work, Mode mode) {
        for (int tries = 1; ; tries++) {
            requireOpen(doing);
            try (Connection connection = writes.getConnection()) {
                return mode.run(connection, work);
            } catch (SQLException | RuntimeException failure) {
                if (tries == TRIES || !rolledBack(failure)) {
                    throw failed(AccessMode.WRITE, doing, failure);
                }
                LOG.debug("cannot {} in {} (attempt {}): {}; retrying", doing, name, tries, failure.toString());
            }
        }
    }

    private static <T extends @Nullable Object> T inTransaction(Connection connection, Transaction.Work<T> work)
            throws SQLException {
        connection.setAutoCommit(false);
        Transaction transaction = new Transaction(connection);
        try {
            T result = work.in(transaction);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error failure) {
            rollback(connection, failure);
            throw failure;
        } finally {
            transaction.forgetStatements();
            restore(connection);
        }
    }

    private static void rollback(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            failure.addSuppressed(lost);
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            // The pool detects this and discards the connection.
            LOG.trace("a connection was lost", lost);
        }
    }

    /** Whether the transaction was rolled back in favor of another one. */
    private static boolean rolledBack(Throwable failure) {
        return SqlFailures.anySql(
                failure,
                sql -> sql instanceof SQLTransactionRollbackException
                        || (sql.getSQLState() != null && sql.getSQLState().startsWith(ROLLED_BACK)));
    }

    @Override
    public <T extends @Nullable Object> T read(String doing, Transaction.Work<T> work) {
        return guards.call(() -> onReader(doing, work));
    }

    private <T extends @Nullable Object> T onReader(String doing, Transaction.Work<T> work) {
        requireOpen(doing);
        CancelableQueries queries = CancelableQueries.current();
        try {
            if (queries != null) {
                return replica.isPresent() && queries.mayLag()
                        ? replica.get().read(queries, doing, work, listQueries)
                        : listQueries.read(queries, doing, work);
            }
            try (Connection connection = reads.getConnection()) {
                return Transaction.autocommit(connection, work);
            }
        } catch (SQLException | RuntimeException failure) {
            throw failed(AccessMode.READ, doing, failure);
        }
    }

    private RuntimeException failed(AccessMode access, String doing, Throwable failure) {
        if (SqlFailures.lost(failure)) {
            // The other connections went with the server. The pool trusts those used within the last half second and
            // would hand them out when the server is back, and each failure would count as another outage.
            writes.getHikariPoolMXBean().softEvictConnections();
            reads.getHikariPoolMXBean().softEvictConnections();
            listQueries.forgetConnections();
        }
        return SqlFailures.of(this, access, doing, failure);
    }

    private void requireOpen(String doing) {
        if (writes.isClosed()) {
            throw SqlFailures.closed(name, doing);
        }
    }

    @Override
    public void close() {
        replica.ifPresent(ReadReplica::close);
        listQueries.close();
        reads.close();
        writes.close();
    }
}
