package dev.tidings.store.jdbc.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.store.jdbc.Database;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Read-only connections beside the writer. */
final class ReadPool implements AutoCloseable {
    private static final int CONNECTION_TIMEOUT_MS = 10_000;

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    ReadPool(DataSource readOnly, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("tidings-reads");
        config.setDataSource(readOnly);
        config.setReadOnly(true);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        // The writer has opened the same file just now; what is wrong shows with the first read.
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
        this.jdbi = Jdbi.create(pool);
    }

    <T extends @Nullable Object> T read(Database.Reading<T> reading) throws SQLException {
        try (Handle handle = jdbi.open()) {
            return reading.from(handle);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
