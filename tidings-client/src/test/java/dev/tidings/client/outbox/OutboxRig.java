package dev.tidings.client.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.client.Backoff;
import dev.tidings.client.submit.Intent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A database with an empty outbox for each test, and its parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OutboxRig {
    /** Long enough for a busy machine. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final AtomicInteger TABLES = new AtomicInteger();
    static final Duration LEASE = Duration.ofMinutes(5);
    static final Backoff AT_ONCE = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));
    static final Intent INTENT =
            Intent.of("order.paid", "shop").to("user:42").over("webhook").payload("{\"order\": 1.50}");

    HikariDataSource dataSource;
    OutboxTable table;
    Outbox outbox;
    OutboxAdmin admin;
    AcceptingShipper acceptance;

    /** Opens a new and empty database. */
    abstract String url() throws Exception;

    /** How many transactions can remove rows of one key before any of them commits. */
    int unfinishedRemovals() {
        return 2;
    }

    /** Shows the plan of a statement. */
    abstract String explain();

    @BeforeAll
    void open() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(10);
        dataSource = new HikariDataSource(config);
    }

    @AfterAll
    void close() {
        dataSource.close();
    }

    @BeforeEach
    void createTable() throws SQLException {
        acceptance = new AcceptingShipper();
        table = new OutboxTable("outbox_" + TABLES.incrementAndGet());
        try (Connection connection = dataSource.getConnection()) {
            OutboxSchema.create(connection, table);
            OutboxSchema.create(connection, table);
        }
        outbox = new Outbox(table);
        admin = new OutboxAdmin(dataSource, table);
    }

    RelayOptions options() {
        return RelayOptions.defaults().lease(LEASE).poll(AT_ONCE).backoff(AT_ONCE);
    }

    RelayPass pass(RelayOptions options) {
        return new RelayPass(dataSource, table, acceptance, options);
    }

    /** Runs until no row is due. */
    void ship(RelayOptions options) throws SQLException {
        RelayPass pass = pass(options);
        while (!pass.run().idle()) {}
    }

    interface Publishing {
        void in(Connection connection) throws SQLException;
    }

    void commit(Publishing publishing) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            publishing.in(connection);
            connection.commit();
        }
    }

    void publish(String key) throws SQLException {
        commit(connection -> outbox.publish(connection, INTENT.key(key)));
    }

    void publish(String key, String orderingKey) throws SQLException {
        commit(connection -> outbox.publish(connection, INTENT.key(key), orderingKey));
    }

    Claims claims() {
        return new Claims(new Transactions(dataSource, table), new OutboxSql(table, AfterDead.KEY_WAITS));
    }

    Settlements settlements() {
        return settlements(dataSource);
    }

    Settlements settlements(DataSource database) {
        return new Settlements(
                new Transactions(database, table),
                new OutboxSql(table, AfterDead.KEY_WAITS),
                AfterDead.KEY_WAITS,
                AT_ONCE);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
