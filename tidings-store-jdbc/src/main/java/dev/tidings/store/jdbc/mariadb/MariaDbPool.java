package dev.tidings.store.jdbc.mariadb;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.store.jdbc.PoolShares;
import dev.tidings.store.jdbc.ReadReplica;
import dev.tidings.store.jdbc.ReplicaAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * Connections to one server: some for writes, some for reads of the hot path, some for list queries, so that none starves
 * another.
 *
 * @param url {@code jdbc:mariadb://…}, with any parameter of the driver
 * @param user null if it is in the URL
 * @param password null if there is none or it is in the URL
 * @param size maximum number of connections, for writes, reads and list queries together
 * @param replica answers list queries, with a pool of its own
 */
public record MariaDbPool(
        String url, @Nullable String user, @Nullable String password, int size, Optional<ReplicaAddress> replica) {
    public static final int DEFAULT_SIZE = 10;

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
    private static final Duration LIFE = Duration.ofMinutes(30);

    // Strict, so that nothing is truncated silently. Waiting for a lock ends before waiting for an answer does. A host
    // that
    // loses power does not close its connections: what it had locked must not stay locked.
    private static final String SESSION = """
        SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
            time_zone = '+00:00',
            innodb_lock_wait_timeout = 10,
            idle_transaction_timeout = 30
        """;

    public MariaDbPool {
        PoolShares.of(size);
    }

    /** Connections to one server without a replica. */
    public MariaDbPool(String url, @Nullable String user, @Nullable String password, int size) {
        this(url, user, password, size, Optional.empty());
    }

    public MariaDbPool with(ReplicaAddress address) {
        return new MariaDbPool(url, user, password, size, Optional.of(address));
    }

    /** The URL without user, password and parameters, for logs and errors. */
    public String name() {
        int parameters = url.indexOf('?');
        String bare = parameters < 0 ? url : url.substring(0, parameters);
        int credentials = bare.indexOf('@');
        return credentials < 0 ? bare : "jdbc:mariadb://" + bare.substring(credentials + 1);
    }

    /** Omits the password. */
    @Override
    public String toString() {
        return "MariaDbPool[" + name() + ", " + size + "]";
    }

    HikariDataSource writes() {
        return new HikariDataSource(config("tidings-writes", PoolShares.of(size).writes()));
    }

    HikariDataSource reads() {
        return new HikariDataSource(config("tidings-reads", PoolShares.of(size).reads()));
    }

    HikariDataSource listQueries() {
        return new HikariDataSource(config("tidings-lists", PoolShares.of(size).listQueries()));
    }

    /** @param clock the primary's */
    Optional<ReadReplica> openReplica(InstantSource clock) {
        return replica.map(address -> {
            MariaDbPool there = new MariaDbPool(address.url(), user, password, size);
            HikariConfig config =
                    there.config("tidings-replica", PoolShares.of(size).listQueries() + 1);
            return ReadReplica.open(there.name(), MariaDbDialect.INSTANCE, config, clock, address.mostLag());
        });
    }

    /** Opens connections outside of any pool. */
    DataSource single() throws SQLException {
        MariaDbDataSource source =
                new MariaDbDataSource(url + (url.contains("?") ? "&" : "?") + "connectTimeout=" + CONNECT.toMillis());
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
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
        config.setMaxLifetime(LIFE.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(SESSION);
        config.setDataSourceProperties(properties());
        return config;
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toMillis()));
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toMillis()));
        // A JDBC batch is one command with all its rows.
        properties.setProperty("useBulkStmts", "true");
        return properties;
    }
}
