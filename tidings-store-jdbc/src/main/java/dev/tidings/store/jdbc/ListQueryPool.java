package dev.tidings.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.store.CancelableQueries;
import dev.tidings.core.store.StoreBusy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections for {@link CancelableQueries}; canceling them stops the running statement. */
public final class ListQueryPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListQueryPool.class);

    private final HikariDataSource pool;
    private final Dialect dialect;

    public ListQueryPool(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        this.dialect = dialect;
    }

    /** Throws the exceptions of the database, and {@link StoreBusy} if the queries were canceled. */
    public <T extends @Nullable Object> T read(CancelableQueries queries, String doing, Transaction.Work<T> work)
            throws SQLException {
        queries.requireGoing();
        try (Connection connection = pool.getConnection()) {
            try {
                return queries.<T, SQLException>stoppable(
                        () -> stop(connection), () -> Transaction.autocommit(connection, work));
            } catch (SQLException | RuntimeException failure) {
                String why = queries.canceled();
                if (why == null) {
                    throw failure;
                }
                throw new StoreBusy("cannot " + doing + ": " + why, why, failure);
            } finally {
                if (queries.canceled() != null) {
                    // The server may execute the cancellation late, and would stop the next statement of this
                    // connection.
                    pool.evictConnection(connection);
                }
            }
        }
    }

    private void stop(Connection connection) {
        try {
            dialect.stop(connection);
        } catch (SQLException failure) {
            LOG.debug("cannot stop a query", failure);
        }
    }

    void forgetConnections() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {
        pool.close();
    }
}
