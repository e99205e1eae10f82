package dev.tidings.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One write connection and what reads beside it. Any thread may call; writes take turns. */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final String name;
    private final Transaction writer;
    private final @Nullable ReadPool readers;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;

    /** What is read from one connection. */
    @FunctionalInterface
    interface Reading<T extends @Nullable Object> {
        T from(Handle handle) throws SQLException;
    }

    /** @param readers null when reads share the write connection, as they must in memory */
    Database(String name, Jdbi writer, @Nullable ReadPool readers) {
        this.name = name;
        this.writer = new Transaction(writer.open());
        this.readers = readers;
    }

    String name() {
        return name;
    }

    /**
     * Runs work in one transaction that is durable on return and undone altogether when anything in it fails.
     *
     * @param doing completes "cannot …" in the message of a failure
     */
    <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work) {
        lock.lock();
        try {
            requireOpen(doing);
            begin();
            try {
                T result = work.in(writer);
                writer.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failure) {
                rollback(failure);
                throw failure;
            }
        } catch (SQLException | RuntimeException failure) {
            throw Failures.of(name, doing, failure);
        } finally {
            lock.unlock();
        }
    }

    /** Reads what is committed. */
    <T extends @Nullable Object> T read(String doing, Reading<T> reading) {
        if (readers == null) {
            return readFromWriter(doing, tx -> reading.from(tx.handle()));
        }
        requireOpen(doing);
        try {
            return readers.read(reading);
        } catch (SQLException | RuntimeException failure) {
            // Closed under way: the pool says so in words of its own.
            requireOpen(doing);
            throw Failures.of(name, doing, failure);
        }
    }

    /** Reads on the write connection outside of a transaction, with its kept statements: for looks before a write. */
    <T extends @Nullable Object> T readFromWriter(String doing, Transaction.Work<T> reading) {
        lock.lock();
        try {
            requireOpen(doing);
            return reading.in(writer);
        } catch (SQLException | RuntimeException failure) {
            writer.forgetStatements();
            throw Failures.of(name, doing, failure);
        } finally {
            lock.unlock();
        }
    }

    /** Empties every table, in memory only. */
    void clear() {
        if (readers != null) {
            throw new IllegalStateException(name + " is a file; only a database in memory is cleared");
        }
        write("clear", tx -> {
            for (String table : Schema.TABLES_CHILDREN_FIRST) {
                tx.prepared("DELETE FROM " + table).update();
            }
            return name;
        });
    }

    private void requireOpen(String doing) {
        if (closed) {
            throw Failures.closed(name, doing);
        }
    }

    private void begin() throws SQLException {
        try {
            writer.begin();
        } catch (SQLException failure) {
            writer.forgetStatements();
            throw failure;
        }
    }

    private void rollback(Throwable failure) {
        writer.forgetStatements();
        try {
            writer.rollback();
        } catch (SQLException already) {
            // On a full disk or a failing one SQLite has rolled back by itself.
            writer.forgetStatements();
            LOG.debug("rollback of {} after {}: {}", name, failure.toString(), already.getMessage());
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (readers != null) {
                readers.close();
            }
            writer.close();
        } catch (SQLException failure) {
            LOG.warn("closing {}: {}", name, failure.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
