package dev.tidings.store.jdbc.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.store.jdbc.PoolShares;
import dev.tidings.store.jdbc.ReadReplica;
import dev.tidings.store.jdbc.ReplicaAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to one server: some for writes, some for reads of the hot path, some for list queries, so that none
 * starves another, and one that listens.
 *
 * @param url {@code jdbc:postgresql://…}, with any parameter of the driver
 * @param user null if it is in the URL
 * @param password null if there is none or it is in the URL
 * @param size maximum number of connections, for writes, reads and list queries together
 * @param replica answers list queries, with a pool of its own
 */
public record PostgresPool(
        String url, @Nullable String user, @Nullable String password, int size, Optional<ReplicaAddress> replica) {
    public static final int DEFAULT_SIZE = 10;

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /**
     * Every statement has a suitable index. Without these settings the planner would choose sequential scans
     * for tomorrow's partition, which is empty when the statement is planned and full soon after midnight.
     */
    static final String PLANS = """
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET jit = off
        """;

    /**
     * The same for writes, with generic plans. Without statistics, as on a day that has just begun, a claim would read and sort the
     * whole backlog by a bitmap scan. Timeout and keep-alives end the transactions of a host that lost
     * power, whose locks would remain.
     */
    static final String WRITES = """
        SET enable_seqscan = off;
        SET enable_bitmapscan = off;
        SET enable_incremental_sort = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET jit = off;
        SET idle_in_transaction_session_timeout = '30s';
        SET tcp_keepalives_idle = 15;
        SET tcp_keepalives_interval = 5;
        SET plan_cache_mode = force_generic_plan
        """;

    public PostgresPool {
        PoolShares.of(size);
    }

    /** Connections to one server without a replica. */
    public PostgresPool(String url, @Nullable String user, @Nullable String password, int size) {
        this(url, user, password, size, Optional.empty());
    }

    public PostgresPool with(ReplicaAddress address) {
        return new PostgresPool(url, user, password, size, Optional.of(address));
    }

    /** The URL without user, password and parameters, for logs and errors. */
    String name() {
        int parameters = url.indexOf('?');
        String bare = parameters < 0 ? url : url.substring(0, parameters);
        int credentials = bare.indexOf('@');
        return credentials < 0 ? bare : "jdbc:postgresql://" + bare.substring(credentials + 1);
    }

    /** The same without prepared statements on the server. */
    PostgresPool unprepared() {
        return new PostgresPool(
                unprepared(url),
                user,
                password,
                size,
                replica.map(address -> new ReplicaAddress(unprepared(address.url()), address.mostLag())));
    }

    private static String unprepared(String url) {
        return url + (url.contains("?") ? "&" : "?") + "prepareThreshold=0";
    }

    HikariDataSource writes() {
        HikariConfig config = config("tidings-writes", PoolShares.of(size).writes());
        config.setConnectionInitSql(WRITES);
        return new HikariDataSource(config);
    }

    HikariDataSource reads() {
        HikariConfig config = config("tidings-reads", PoolShares.of(size).reads());
        config.setConnectionInitSql(PLANS);
        config.setReadOnly(true);
        return new HikariDataSource(config);
    }

    HikariDataSource listQueries() {
        HikariConfig config = config("tidings-lists", PoolShares.of(size).listQueries());
        config.setConnectionInitSql(PLANS);
        config.setReadOnly(true);
        return new HikariDataSource(config);
    }

    /** @param clock the primary's */
    Optional<ReadReplica> openReplica(InstantSource clock) {
        return replica.map(address -> {
            PostgresPool there = new PostgresPool(address.url(), user, password, size);
            HikariConfig config =
                    there.config("tidings-replica", PoolShares.of(size).listQueries() + 1);
            config.setConnectionInitSql(PLANS);
            return ReadReplica.open(there.name(), PostgresDialect.INSTANCE, config, clock, address.mostLag());
        });
    }

    /** Opens connections outside of any pool. */
    DataSource single() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        source.setConnectTimeout((int) CONNECT.toSeconds());
        source.setTcpKeepAlive(true);
        source.setApplicationName("tidings");
        return source;
    }

    private HikariConfig config(String name, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDriverClassName(Driver.class.getName());
        config.setJdbcUrl(url);
        if (user != null) {
            config.setUsername(user);
        }
        if (password != null) {
            config.setPassword(password);
        }
        config.setMaximumPoolSize(connections);
        // No minimum of idle connections: during an outage, the pool would retry at increasing intervals, and callers
        // would
        // wait for the last one after the server is back.
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(CONNECT.toMillis() / 2);
        config.setKeepaliveTime(KEEP_ALIVE.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setDataSourceProperties(properties());
        return config;
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "tidings");
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // The hot path is a dozen statements: prepared on the server from their first use.
        properties.setProperty("prepareThreshold", "1");
        return properties;
    }

    /** Omits the password, and the URL, which may contain one. */
    @Override
    public String toString() {
        return "PostgresPool[" + name() + ", size=" + size + "]";
    }
}
