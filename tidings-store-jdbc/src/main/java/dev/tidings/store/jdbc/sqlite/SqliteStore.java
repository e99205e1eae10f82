package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.batch.SharedTransactions;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.SecretKeyTable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The embedded store: one SQLite file and its write-ahead log. It is thread-safe; writes are serialized. Only one
 * server may use a file; a second one waits and is then refused.
 */
public final class SqliteStore extends JdbcStore {
    /** Connections for list queries. */
    public static final int LIST_READERS = SqliteFile.LIST_READERS;

    private final SqliteDatabase database;
    private final SqliteRetention retention;

    private SqliteStore(
            SqliteDatabase database, InstantSource clock, SecretCipher cipher, Ids ids, SqliteRetention retention) {
        super(
                database,
                clock,
                null,
                cipher,
                ids,
                new Own(
                        new SqliteAcceptStore(database, clock),
                        new SqliteClaimStore(database, clock),
                        new SqliteCompleteStore(database, clock),
                        new SqliteChangeStore(database, clock),
                        new SqliteQueryStore(database, clock),
                        retention,
                        SqliteConcurrencyRows.PERMITS));
        this.database = database;
        this.retention = retention;
    }

    static SqliteStore on(SqliteDatabase database, InstantSource source, SecretCipher cipher, Ids ids) {
        return new SqliteStore(database, toTheMillisecond(source), cipher, ids, new SqliteRetention(database));
    }

    /**
     * Opens a database, creates it if it does not exist and migrates it to the newest schema. Throws {@link
     * dev.tidings.core.store.StoreUnavailable} with a hint on failure.
     *
     * @param clock the clock of leases and due times
     * @param cipher encrypts the secrets of endpoints
     */
    public static SqliteStore open(Path file, InstantSource clock, SecretCipher cipher, Ids ids) {
        return opened(SqliteFile.open(file), clock, cipher, ids);
    }

    private static SqliteStore opened(SqliteDatabase database, InstantSource clock, SecretCipher cipher, Ids ids) {
        try {
            SecretKeyTable.require(database, clock, cipher);
            return on(database, clock, cipher, ids);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /**
     * A store in memory, for simulations and tests.
     *
     * @param name is unique in this process
     */
    public static SqliteStore openInMemory(String name, InstantSource clock, SecretCipher cipher, Ids ids) {
        return on(SqliteFile.openInMemory(name), clock, cipher, ids);
    }

    @Override
    public StoreWriter writer(Executor threads) {
        return new SharedTransactions(threads, database::together);
    }

    /** For tests of this package, which cause real faults in it. */
    SqliteDatabase file() {
        return database;
    }

    /** Empties a store in memory, which is a thousand times faster than opening another. */
    public void clear() {
        database.clear();
        retention.restart();
    }
}
