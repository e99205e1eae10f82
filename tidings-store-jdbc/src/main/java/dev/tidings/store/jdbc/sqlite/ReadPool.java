package dev.tidings.store.jdbc.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.store.Inquiry;
import dev.tidings.store.jdbc.InquiryPool;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Read-only connections beside the writer: some for the hot path, others for inquiries. */
final class ReadPool implements AutoCloseable {
    private static final int CONNECTION_TIMEOUT_MS = 10_000;

    private final HikariDataSource pool;
    private final InquiryPool inquiries;

    ReadPool(DataSource readOnly, int readers, int inquirers) {
        this.pool = pool("tidings-reads", readOnly, readers);
        this.inquiries = new InquiryPool(pool("tidings-inquiries", readOnly, inquirers), SqliteDialect.INSTANCE);
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
        Inquiry inquiry = Inquiry.current();
        if (inquiry != null) {
            return inquiries.read(inquiry, doing, work);
        }
        try (Connection connection = pool.getConnection()) {
            return Transaction.reading(connection, work);
        }
    }

    @Override
    public void close() {
        inquiries.close();
        pool.close();
    }
}
