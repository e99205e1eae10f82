package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.time.Ticker;
import dev.tidings.store.jdbc.AccessMode;
import dev.tidings.store.jdbc.CipherChoice;
import dev.tidings.store.jdbc.DatabaseClock;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Migrations;
import dev.tidings.store.jdbc.OperationalEventTable;
import dev.tidings.store.jdbc.PooledDatabase;
import dev.tidings.store.jdbc.SecretKeyTable;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.store.jdbc.keyed.KeyedChangeStore;
import dev.tidings.store.jdbc.keyed.KeyedQueryStore;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store of a cluster, on PostgreSQL. It is safe for many threads and many nodes. */
public final class PostgresStore extends JdbcStore {
    private static final String TIME = """
        SELECT extract(epoch FROM clock_timestamp()) * 1000
        """;

    private static final KeyedQueues QUEUES = new KeyedQueues(new PostgresQueueRows(), PostgresDialect.INSTANCE);

    private final DueSignals signals;

    private PostgresStore(
            PooledDatabase database,
            InstantSource clock,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids,
            Partitions partitions,
            DueSignals signals) {
        super(
                database,
                clock,
                measured,
                cipher,
                ids,
                new Own(
                        new PostgresAcceptStore(database, clock, partitions, signals, QUEUES),
                        new PostgresClaimStore(database, clock, QUEUES),
                        new PostgresCompleteStore(database, clock, QUEUES),
                        new KeyedChangeStore(database, PostgresDialect.INSTANCE, QUEUES, clock),
                        new KeyedQueryStore(
                                database,
                                PostgresDeliverySearchSql.INSTANCE,
                                QUEUES,
                                new PostgresBacklogs(database, clock)::backlog),
                        new PostgresRetention(database, partitions),
                        QUEUES.permits()));
        this.signals = signals;
    }

    /**
     * Opens a database and brings it to the newest schema, on the database's own time. Throws {@link
     * dev.tidings.core.store.StoreUnavailable} with a hint on failure.
     *
     * @param cipher encrypts the secrets of endpoints; the same key on all nodes
     */
    public static PostgresStore open(PostgresPool pool, Ticker ticker, SecretCipher cipher, Ids ids) {
        return open(pool, ticker, laidOut -> cipher, ids);
    }

    /** The same with a cipher that is chosen before anything is changed. */
    public static PostgresStore open(PostgresPool pool, Ticker ticker, CipherChoice choice, Ids ids) {
        return opening(pool, choice, (fit, signals, connection, cipher) -> {
            DatabaseClock measured = new DatabaseClock(ticker, TIME, connection);
            return opened(database(fit, measured), signals, measured, measured, cipher, ids);
        });
    }

    /** Returns whether the database has Tidings' tables; changes nothing. */
    public static boolean laidOut(PostgresPool pool) {
        try (Connection connection = pool.single().getConnection()) {
            return Migrations.laidOut(connection);
        } catch (SQLException failure) {
            throw SqlFailures.of(pool.name(), PostgresDialect.INSTANCE, AccessMode.WRITE, "open the database", failure);
        }
    }

    /** The same with another clock, for tests. */
    public static PostgresStore openOn(InstantSource clock, PostgresPool pool, SecretCipher cipher, Ids ids) {
        return opening(
                pool,
                laidOut -> cipher,
                (fit, signals, connection, chosen) -> opened(database(fit, clock), signals, clock, null, chosen, ids));
    }

    /** The same on a database that {@link #openOn} has brought to the newest schema before, without looking again. */
    static PostgresStore reopenOn(InstantSource clock, PostgresPool pool, SecretCipher cipher, Ids ids) {
        return reopenOn(clock, database(pool, clock), new DueSignals(pool.single(), pool.single()), cipher, ids);
    }

    static PostgresStore reopenOn(
            InstantSource clock, PooledDatabase database, DueSignals signals, SecretCipher cipher, Ids ids) {
        return opened(database, signals, clock, null, cipher, ids);
    }

    private static PostgresStore opened(
            PooledDatabase database,
            DueSignals signals,
            InstantSource source,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids) {
        try {
            SecretKeyTable.require(database, source, cipher);
            InstantSource clock = toTheMillisecond(source);
            Partitions partitions = new Partitions(database, clock, new OperationalEventTable(database, ids, clock));
            partitions.makeAhead();
            return new PostgresStore(database, clock, measured, cipher, ids, partitions, signals);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /** Opens a store after one connection has checked the database. */
    @FunctionalInterface
    private interface Opening {
        PostgresStore on(PostgresPool pool, DueSignals signals, Connection first, SecretCipher cipher)
                throws SQLException;
    }

    private static PostgresStore opening(PostgresPool pool, CipherChoice choice, Opening opening) {
        try {
            DataSource single = pool.single();
            try (Connection connection = single.getConnection()) {
                SecretCipher cipher = choice.cipher(Migrations.laidOut(connection));
                PostgresCompatibility.requireUnicode(pool.name(), connection);
                Durability.warnUnlessDurable(pool.name(), connection);
                boolean pooled = PostgresCompatibility.pooled(connection, single);
                if (pooled) {
                    PostgresCompatibility.warnOfPooler(pool.name());
                }
                PostgresPool fit = pooled ? pool.unprepared() : pool;
                DataSource signals = fit.single();
                Migrations.migrate(pool.name(), connection, signals, "postgres");
                return opening.on(fit, new DueSignals(signals, pooled ? null : signals), connection, cipher);
            }
        } catch (SQLException | RuntimeException failure) {
            throw SqlFailures.of(pool.name(), PostgresDialect.INSTANCE, AccessMode.WRITE, "open the database", failure);
        }
    }

    private static PooledDatabase database(PostgresPool pool, InstantSource clock) {
        return new PooledDatabase(
                pool.name(),
                PostgresDialect.INSTANCE,
                pool.writes(),
                pool.reads(),
                pool.listQueries(),
                pool.openReplica(clock));
    }

    @Override
    public void onDue(Consumer<String> listener) {
        signals.listen(listener);
    }

    @Override
    public void wakeOthers(String channel) {
        signals.due(List.of(channel));
    }

    @Override
    public void close() {
        signals.close();
        super.close();
    }
}
