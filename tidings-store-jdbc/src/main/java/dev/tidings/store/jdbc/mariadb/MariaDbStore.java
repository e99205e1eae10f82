package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.time.Ticker;
import dev.tidings.store.jdbc.AccessMode;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.CipherChoice;
import dev.tidings.store.jdbc.DatabaseClock;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Migrations;
import dev.tidings.store.jdbc.PooledDatabase;
import dev.tidings.store.jdbc.SecretKeyTable;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.store.jdbc.keyed.KeyedChangeStore;
import dev.tidings.store.jdbc.keyed.KeyedQueryStore;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store of a cluster, on MariaDB. It is safe for many threads and many nodes. */
public final class MariaDbStore extends JdbcStore {
    private static final String TIME = """
        SELECT timestampdiff(MICROSECOND, '1970-01-01', utc_timestamp(6)) / 1000
        """;

    private static final KeyedQueues QUEUES = new KeyedQueues(new MariaDbQueueRows(), MariaDbDialect.INSTANCE);

    private MariaDbStore(
            PooledDatabase database,
            InstantSource clock,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids) {
        super(
                database,
                clock,
                measured,
                cipher,
                ids,
                new Own(
                        new MariaDbAcceptStore(database, clock, QUEUES),
                        new MariaDbClaimStore(database, clock, QUEUES),
                        new MariaDbCompleteStore(database, clock, QUEUES),
                        new KeyedChangeStore(database, MariaDbDialect.INSTANCE, QUEUES, clock),
                        new KeyedQueryStore(
                                database,
                                MariaDbDeliverySearchSql.INSTANCE,
                                QUEUES,
                                most -> BacklogCounts.read(database, clock.instant(), most)),
                        new MariaDbRetention(database),
                        QUEUES.permits()));
    }

    /**
     * Opens a database and brings it to the newest schema, on the database's own time. Throws {@link
     * dev.tidings.core.store.StoreUnavailable} with a hint on failure.
     *
     * @param cipher encrypts the secrets of endpoints; the same key on all nodes
     */
    public static MariaDbStore open(MariaDbPool pool, Ticker ticker, SecretCipher cipher, Ids ids) {
        return open(pool, ticker, laidOut -> cipher, ids);
    }

    /** The same with a cipher that is chosen before anything is changed. */
    public static MariaDbStore open(MariaDbPool pool, Ticker ticker, CipherChoice choice, Ids ids) {
        return opening(pool, choice, (connection, cipher) -> {
            DatabaseClock measured = new DatabaseClock(ticker, TIME, connection);
            return opened(database(pool, measured), measured, measured, cipher, ids);
        });
    }

    /** Returns whether the database has Tidings' tables; changes nothing. */
    public static boolean laidOut(MariaDbPool pool) {
        try (Connection connection = pool.single().getConnection()) {
            return Migrations.laidOut(connection);
        } catch (SQLException failure) {
            throw SqlFailures.of(pool.name(), MariaDbDialect.INSTANCE, AccessMode.WRITE, "open the database", failure);
        }
    }

    /** The same with another clock, for tests. */
    public static MariaDbStore openOn(InstantSource clock, MariaDbPool pool, SecretCipher cipher, Ids ids) {
        return opening(
                pool,
                laidOut -> cipher,
                (connection, chosen) -> opened(database(pool, clock), clock, null, chosen, ids));
    }

    /** The same on a database that {@link #openOn} has brought to the newest schema before, without looking again. */
    static MariaDbStore reopenOn(InstantSource clock, MariaDbPool pool, SecretCipher cipher, Ids ids) {
        return reopenOn(clock, database(pool, clock), cipher, ids);
    }

    static MariaDbStore reopenOn(InstantSource clock, PooledDatabase database, SecretCipher cipher, Ids ids) {
        return opened(database, clock, null, cipher, ids);
    }

    private static MariaDbStore opened(
            PooledDatabase database,
            InstantSource source,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids) {
        try {
            SecretKeyTable.require(database, source, cipher);
            return new MariaDbStore(database, toTheMillisecond(source), measured, cipher, ids);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /** Opens a store after one connection has checked the database. */
    @FunctionalInterface
    private interface Opening {
        MariaDbStore on(Connection first, SecretCipher cipher) throws SQLException;
    }

    private static MariaDbStore opening(MariaDbPool pool, CipherChoice choice, Opening opening) {
        try {
            DataSource single = pool.single();
            try (Connection connection = single.getConnection()) {
                SecretCipher cipher = choice.cipher(Migrations.laidOut(connection));
                MariaDbCompatibility.check(pool.name(), connection);
                Migrations.migrate(pool.name(), connection, single, "mariadb");
                return opening.on(connection, cipher);
            }
        } catch (SQLException | RuntimeException failure) {
            throw SqlFailures.of(pool.name(), MariaDbDialect.INSTANCE, AccessMode.WRITE, "open the database", failure);
        }
    }

    private static PooledDatabase database(MariaDbPool pool, InstantSource clock) {
        return new PooledDatabase(
                pool.name(),
                MariaDbDialect.INSTANCE,
                pool.writes(),
                pool.reads(),
                pool.listQueries(),
                pool.openReplica(clock));
    }
}
