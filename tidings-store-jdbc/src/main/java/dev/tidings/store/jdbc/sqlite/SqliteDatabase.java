package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.StoreGuard;
import dev.tidings.store.jdbc.AccessMode;
import dev.tidings.store.jdbc.AuditTable;
import dev.tidings.store.jdbc.AuditedTransactions;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DatabaseGuards;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.store.jdbc.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One write connection, and read connections beside it. Any thread may call; writes run one after another. */
final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private static final Sql BEGIN = Sql.of("BEGIN IMMEDIATE");
    private static final Sql COMMIT = Sql.of("COMMIT");
    private static final Sql ROLLBACK = Sql.of("ROLLBACK");
    private static final Sql SAVEPOINT = Sql.of("SAVEPOINT one_write");
    private static final Sql RELEASE = Sql.of("RELEASE one_write");
    private static final Sql ROLLBACK_TO_SAVEPOINT = Sql.of("ROLLBACK TO one_write");
    private static final Sql CLEAR = Sql.of("""
        DELETE FROM %table%
        """);

    private static final String TOGETHER = "commit together";

    private final String name;
    private final Transaction writer;
    private final @Nullable ReadPool readers;
    private final @Nullable Checkpointer checkpointer;
    private final ReentrantLock lock = new ReentrantLock();
    private final DatabaseGuards guards = new DatabaseGuards();
    private final AuditedTransactions audited = new AuditedTransactions();
    private volatile boolean closed;

    /** Whether the thread that holds the lock is in {@link #together}. */
    private boolean shared;

    /** What ended a shared transaction before its commit. */
    private @Nullable SQLException sharedFailure;

    private SqliteDatabase(
            String name, Connection writer, @Nullable ReadPool readers, @Nullable Checkpointer checkpointer) {
        this.name = name;
        this.writer = new Transaction(writer);
        this.readers = readers;
        this.checkpointer = checkpointer;
    }

    static SqliteDatabase ofFile(String name, Connection writer, ReadPool readers, Checkpointer checkpointer) {
        return new SqliteDatabase(name, writer, readers, checkpointer);
    }

    /** Reads share the only connection. */
    static SqliteDatabase inMemory(String name, Connection connection) {
        return new SqliteDatabase(name, connection, null, null);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Dialect dialect() {
        return SqliteDialect.INSTANCE;
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
        return guards.call(() -> audited.run(work, whole -> inTransaction(doing, whole)));
    }

    /**
     * Makes the transactions of these writes one, which commits once. Each is a savepoint, so that one can fail and leave the
     * others. Throws if nothing was written.
     */
    void together(Runnable writes) {
        var _ = guards.call(() -> {
            lock.lock();
            try {
                requireOpen(TOGETHER);
                begin();
                share(writes);
                return name;
            } catch (SQLException | RuntimeException failure) {
                throw SqlFailures.of(this, AccessMode.WRITE, TOGETHER, failure);
            } finally {
                lock.unlock();
            }
        });
    }

    private void share(Runnable writes) throws SQLException {
        shared = true;
        sharedFailure = null;
        try {
            writes.run();
            if (sharedFailure != null) {
                throw sharedFailure;
            }
            commit();
        } catch (SQLException | RuntimeException | Error failure) {
            rollback(failure);
            throw failure;
        } finally {
            shared = false;
        }
    }

    private void commit() throws SQLException {
        writer.prepared(COMMIT).update();
        if (checkpointer != null) {
            checkpointer.committed();
        }
    }

    private <T extends @Nullable Object> T inSavepoint(Transaction.Work<T> work) throws SQLException {
        if (sharedFailure != null) {
            throw sharedFailure;
        }
        writer.prepared(SAVEPOINT).update();
        try {
            T result = work.in(writer);
            writer.prepared(RELEASE).update();
            return result;
        } catch (SQLException | RuntimeException | Error failure) {
            writer.forgetStatements();
            try {
                writer.prepared(ROLLBACK_TO_SAVEPOINT).update();
                writer.prepared(RELEASE).update();
            } catch (SQLException gone) {
                // On a full or failing disk SQLite has rolled back the whole transaction.
                LOG.debug("rollback of {} after {}: {}", name, failure.toString(), gone.getMessage());
                sharedFailure = failure instanceof SQLException sql ? sql : gone;
            }
            throw failure;
        }
    }

    private <T extends @Nullable Object> T inTransaction(String doing, Transaction.Work<T> work) {
        lock.lock();
        try {
            requireOpen(doing);
            if (shared) {
                return inSavepoint(work);
            }
            begin();
            try {
                T result = work.in(writer);
                commit();
                return result;
            } catch (SQLException | RuntimeException | Error failure) {
                rollback(failure);
                throw failure;
            }
        } catch (SQLException | RuntimeException failure) {
            throw SqlFailures.of(this, AccessMode.WRITE, doing, failure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T extends @Nullable Object> T read(String doing, Transaction.Work<T> work) {
        ReadPool pool = readers;
        return pool == null ? readFromWriter(doing, work) : guards.call(() -> onReader(pool, doing, work));
    }

    private <T extends @Nullable Object> T onReader(ReadPool pool, String doing, Transaction.Work<T> work) {
        requireOpen(doing);
        try {
            return pool.read(doing, work);
        } catch (SQLException | RuntimeException failure) {
            // Closed meanwhile; replaces the pool's own error.
            requireOpen(doing);
            throw SqlFailures.of(this, AccessMode.READ, doing, failure);
        }
    }

    /** Reads on the write connection outside of a transaction, for checks before a write. */
    <T extends @Nullable Object> T readFromWriter(String doing, Transaction.Work<T> reading) {
        return guards.call(() -> onWriter(doing, reading));
    }

    private <T extends @Nullable Object> T onWriter(String doing, Transaction.Work<T> reading) {
        lock.lock();
        try {
            requireOpen(doing);
            return reading.in(writer);
        } catch (SQLException | RuntimeException failure) {
            writer.forgetStatements();
            throw SqlFailures.of(this, AccessMode.WRITE, doing, failure);
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
            for (String table : SqliteMigrations.TABLES_CHILDREN_FIRST) {
                tx.execute(CLEAR.naming("table", table));
            }
            return name;
        });
    }

    private void requireOpen(String doing) {
        if (closed) {
            throw SqlFailures.closed(name, doing);
        }
    }

    private void begin() throws SQLException {
        try {
            writer.prepared(BEGIN).update();
        } catch (SQLException failure) {
            writer.forgetStatements();
            throw failure;
        }
    }

    private void rollback(Throwable failure) {
        writer.forgetStatements();
        try {
            writer.prepared(ROLLBACK).update();
        } catch (SQLException already) {
            // On a full or failing disk SQLite has already rolled back.
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
            if (checkpointer != null) {
                checkpointer.close();
            }
            writer.forgetStatements();
            writer.connection().close();
        } catch (SQLException failure) {
            LOG.warn("closing {}: {}", name, failure.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
