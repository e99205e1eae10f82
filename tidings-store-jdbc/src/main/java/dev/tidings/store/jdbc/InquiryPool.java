package dev.tidings.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.store.Inquiry;
import dev.tidings.core.store.StoreBusy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readers for {@link Inquiry}s, whose statements are stopped when an inquiry is canceled. */
public final class InquiryPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InquiryPool.class);

    private final HikariDataSource pool;
    private final Dialect dialect;
    private final Jdbi jdbi;

    public InquiryPool(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        this.dialect = dialect;
        this.jdbi = Jdbi.create(pool);
    }

    /** Throws what the database throws, and a {@link StoreBusy} when the inquiry was canceled. */
    public <T extends @Nullable Object> T read(Inquiry inquiry, String doing, Database.Reading<T> reading)
            throws SQLException {
        inquiry.requireGoing();
        try (Handle handle = jdbi.open()) {
            Connection connection = handle.getConnection();
            try {
                return inquiry.<T, SQLException>stoppable(() -> stop(connection), () -> reading.from(handle));
            } catch (SQLException | RuntimeException failure) {
                String why = inquiry.canceled();
                if (why == null) {
                    throw failure;
                }
                throw new StoreBusy("cannot " + doing + ": " + why, why, failure);
            } finally {
                if (inquiry.canceled() != null) {
                    // A server may carry out the order late, and would stop the next statement of this connection.
                    pool.evictConnection(connection);
                }
            }
        }
    }

    private void stop(Connection connection) {
        try {
            dialect.stop(connection);
        } catch (SQLException failure) {
            LOG.debug("a query could not be stopped", failure);
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
