package dev.tidings.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * One store's use of a pool that stays open when the store is closed. The next test's store finds its connections and their
 * prepared statements: to open connections and to plan statements takes longer than most tests.
 */
public final class KeptPool extends HikariDataSource {
    private final HikariDataSource kept;
    private volatile boolean closed;

    public KeptPool(HikariDataSource kept) {
        this.kept = kept;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (closed) {
            throw new SQLException("the store is closed");
        }
        return kept.getConnection();
    }

    @Override
    public void evictConnection(Connection connection) {
        kept.evictConnection(connection);
    }

    @Override
    public HikariPoolMXBean getHikariPoolMXBean() {
        return kept.getHikariPoolMXBean();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
