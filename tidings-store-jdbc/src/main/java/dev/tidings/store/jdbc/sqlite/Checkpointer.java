package dev.tidings.store.jdbc.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies pages from the write-ahead log to the database on a thread of its own, so that commits need not wait for it.
 * Only the writer can restart the log while there are new commits: it does so when the log has reached its limit, and
 * finds most pages copied.
 */
final class Checkpointer implements AutoCloseable {
    /** A checkpoint costs two fsyncs; with 4 MiB to copy it is rare enough. */
    static final int PAGES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final long DELAY_MS = 20;
    private static final long DELAY_AFTER_FAILURE_MS = 1_000;

    private static final String STATE = "PRAGMA wal_checkpoint(NOOP)";
    private static final String COPY = "PRAGMA wal_checkpoint(PASSIVE)";

    private final String name;
    private final DataSource source;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sqlite-checkpoints").factory());
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Only used on the thread; opened after the first commit. */
    private @Nullable Connection connection;

    private boolean failing;

    Checkpointer(String name, DataSource source) {
        this.name = name;
        this.source = source;
    }

    /** Reports a commit. */
    void committed() {
        schedule(DELAY_MS);
    }

    private void schedule(long delayMs) {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            var _ = thread.schedule(this::copyIfLong, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private void copyIfLong() {
        scheduled.set(false);
        try (Statement statement = connection().createStatement()) {
            if (pages(statement, STATE) >= PAGES) {
                pages(statement, COPY);
            }
            failing = false;
        } catch (SQLException failure) {
            disconnect();
            if (!thread.isShutdown()) {
                report(failure);
                schedule(DELAY_AFTER_FAILURE_MS);
            }
        }
    }

    /** Runs a checkpoint and returns the number of pages that it leaves in the log only. */
    private static int pages(Statement statement, String checkpoint) throws SQLException {
        try (ResultSet row = statement.executeQuery(checkpoint)) {
            return row.next() ? row.getInt("log") - row.getInt("checkpointed") : 0;
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
        }
        return open;
    }

    /** Nothing is lost: the pages stay in the log, and commits fail if it cannot grow. */
    private void report(SQLException failure) {
        if (!failing) {
            LOG.warn("checkpoint of {} failed, trying again: {}", name, failure.getMessage());
        }
        failing = true;
    }

    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException failure) {
            LOG.debug("closing a connection to {}: {}", name, failure.getMessage());
        }
        connection = null;
    }

    @Override
    public void close() {
        var _ = thread.shutdownNow();
        thread.close();
        disconnect();
    }
}
