package dev.tidings.store.jdbc.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.store.CancelableQueries;
import dev.tidings.store.jdbc.ListQueryPool;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Read-only connections beside the writer: some for the hot path, others for list queries. */
final class ReadPool implements AutoCloseable {
    private static final int CONNECTION_TIMEOUT_MS = 10_000;

    private final HikariDataSource pool;
    private final ListQueryPool listQueries;

    ReadPool(DataSource readOnly, int readers, int listReaders) {
        this.pool = pool("tidings-reads", readOnly, readers);
        this.listQueries = new ListQueryPool(pool("tidings-lists", readOnly, listReaders), SqliteDialect.INSTANCE);
    }

    private static HikariDataSource pool(String name, DataSource readOnly, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(readOnly);
        config.setReadOnly(true);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        // The writer has just opened the same file; a fault appears at the first read.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    <T extends @Nullable Object> T read(String doing, Transaction.Work<T> work) throws SQLException {
        CancelableQueries queries = CancelableQueries.current();
        if (queries != null) {
            return listQueries.read(queries, doing, work);
        }
        try (Connection connection = pool.getConnection()) {
            return Transaction.autocommit(connection, work);
        }
    }

    @Override
    public void close() {
        listQueries.close();
        pool.close();
    }
}
