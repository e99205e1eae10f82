package dev.tidings.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.store.CancelableQueries;
import dev.tidings.core.store.ReplicaUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the database that answers list queries while it can be reached and is not too far behind; otherwise the primary
 * answers them, so no query fails because of the replica. Every node writes heartbeats, so the age of the newest one that has
 * arrived here bounds the lag, whatever replicates.
 */
public final class ReadReplica implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadReplica.class);
    private static final int CHECK_EVERY_MS = 1_000;
    private static final int CHECK_TIMEOUT_MS = 2_000;
    private static final int CONNECT_TIMEOUT_MS = 1_000;

    private static final Sql NEWEST_HEARTBEAT = Sql.of("""
        SELECT last_seen_at FROM nodes ORDER BY last_seen_at DESC LIMIT 1
        """);

    private final String name;
    private final Dialect dialect;
    private final HikariDataSource pool;
    private final ListQueryPool queries;
    private final InstantSource clock;
    private final Duration mostLag;
    private final Instant openedAt;
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidings-replica").factory());
    private final LongAdder byReplica = new LongAdder();
    private final LongAdder byPrimary = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private Standing standing = Standing.NEW;
    private Instant since;
    /** The newest heartbeat that has arrived; null while the replica cannot be read, and before the first check. */
    private volatile @Nullable Instant newest;

    private enum Standing {
        /** Has not answered since the start. */
        NEW,
        ANSWERS,
        LAGS,
        AWAY
    }

    private ReadReplica(String name, Dialect dialect, HikariDataSource pool, InstantSource clock, Duration mostLag) {
        this.name = name;
        this.dialect = dialect;
        this.pool = pool;
        this.queries = new ListQueryPool(pool, dialect);
        this.clock = clock;
        this.mostLag = mostLag;
        this.openedAt = clock.instant();
        this.since = openedAt;
    }

    /**
     * Starts to check a replica; does not wait for it.
     *
     * @param name for logs, without credentials
     * @param config of a pool with one connection per concurrent list query, and one for the checks
     * @param clock the primary's
     * @param mostLag how far the replica may be behind to be used
     */
    public static ReadReplica open(
            String name, Dialect dialect, HikariConfig config, InstantSource clock, Duration mostLag) {
        config.setReadOnly(true);
        // Short, because the primary answers if the replica does not.
        config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
        config.setValidationTimeout(CONNECT_TIMEOUT_MS / 2);
        ReadReplica replica = new ReadReplica(name, dialect, new HikariDataSource(config), clock, mostLag);
        var _ = replica.checks.scheduleWithFixedDelay(
                replica::check, CHECK_EVERY_MS, CHECK_EVERY_MS, TimeUnit.MILLISECONDS);
        return replica;
    }

    /** Reads from the replica, or from the primary if the replica is not usable or fails. */
    <T extends @Nullable Object> T read(
            CancelableQueries canceling, String doing, Transaction.Work<T> work, ListQueryPool primary)
            throws SQLException {
        if (usable()) {
            try {
                T result = queries.read(canceling, doing, work);
                byReplica.increment();
                return result;
            } catch (SQLException | RuntimeException failure) {
                if (canceling.canceled() != null || !SqlFailures.anySql(failure, _ -> true)) {
                    throw failure;
                }
                failed(doing, failure);
            }
        }
        byPrimary.increment();
        return primary.read(canceling, doing, work);
    }

    private boolean usable() {
        Duration lag = lag();
        return lag != null && lag.compareTo(mostLag) <= 0;
    }

    /** Counts on when checks hang, so that they need not fail first. */
    private @Nullable Duration lag() {
        Instant arrived = newest;
        return arrived == null ? null : Duration.between(arrived, clock.instant());
    }

    private void failed(String doing, Exception failure) {
        failures.increment();
        if (SqlFailures.lost(failure)) {
            queries.forgetConnections();
            away(failure);
        } else {
            LOG.debug("cannot {} in the read replica {}; the primary answers: {}", doing, name, failure.toString());
        }
    }

    private void check() {
        try (Connection connection = pool.getConnection()) {
            connection.setNetworkTimeout(checks, CHECK_TIMEOUT_MS);
            checked(Transaction.autocommit(
                    connection,
                    tx -> tx.prepared(NEWEST_HEARTBEAT)
                            .first(row -> Columns.time(row, "last_seen_at"))
                            .orElse(Instant.EPOCH)));
        } catch (SQLException | RuntimeException failure) {
            if (!pool.isClosed()) {
                away(failure);
            }
        }
    }

    private synchronized void checked(Instant arrived) {
        newest = arrived;
        if (usable()) {
            if (standing == Standing.NEW) {
                LOG.info("the read replica answers lists; replica={}", name);
            } else if (standing != Standing.ANSWERS) {
                LOG.info("the read replica answers lists again after {} ms; replica={}", lasted(), name);
            }
            enter(Standing.ANSWERS);
        } else if (standing != Standing.LAGS && !starting()) {
            LOG.warn(
                    "the read replica is too far behind; the primary answers lists; replica={} newest_heartbeat={}"
                            + " store.read_max_lag={}",
                    name,
                    arrived,
                    mostLag);
            enter(Standing.LAGS);
        }
    }

    /** The first heartbeats after a start of all nodes take a moment to arrive. */
    private boolean starting() {
        return standing == Standing.NEW
                && Duration.between(openedAt, clock.instant()).compareTo(mostLag) < 0;
    }

    private synchronized void away(Exception failure) {
        newest = null;
        if (standing != Standing.AWAY) {
            LOG.warn(
                    "the read replica is unavailable; the primary answers lists; cause={}",
                    SqlFailures.of(name, dialect, AccessMode.READ, "read the replica", failure)
                            .getMessage());
            LOG.debug("the read replica is unavailable", failure);
            enter(Standing.AWAY);
        }
    }

    private void enter(Standing next) {
        if (standing != next) {
            standing = next;
            since = clock.instant();
        }
    }

    private long lasted() {
        return Duration.between(since, clock.instant()).toMillis();
    }

    /** How it is used, for metrics. */
    public ReplicaUse use() {
        return new ReplicaUse(usable(), lag(), byReplica.sum(), byPrimary.sum(), failures.sum());
    }

    @Override
    public void close() {
        checks.shutdownNow();
        queries.close();
    }
}
