package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.ServerOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A PostgreSQL for all sides of a comparison: durable, with neutral settings and one database per side. */
public final class Postgres implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "512MB",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "15min",
            "max_connections", "200");
    // Results without fsync would be meaningless.
    private static final Map<String, String> REQUIRED =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private final PostgresServer server;
    private final String own;

    private Postgres(PostgresServer server) {
        this.server = server;
        this.own = server.createDatabase();
    }

    public static Postgres start(WorkloadEnvironment stage) throws SQLException {
        ServerOptions options = ServerOptions.durable();
        for (Map<String, String> settings : java.util.List.of(SETTINGS, REQUIRED)) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                options = options.with(setting.getKey(), setting.getValue());
            }
        }
        Postgres postgres = new Postgres(PostgresServer.start(options));
        for (Map.Entry<String, String> setting : REQUIRED.entrySet()) {
            postgres.require(setting.getKey(), setting.getValue());
        }
        stage.say(postgres.shown("""
            SELECT version()
            """));
        return postgres;
    }

    /** The JDBC URL of a new, empty database. */
    public String create() {
        return server.createDatabase();
    }

    void drop(String jdbcUrl) {
        server.dropDatabase(jdbcUrl);
    }

    /** The URL of the same database for Node.js programs. */
    static String uri(String jdbcUrl) {
        return jdbcUrl.substring("jdbc:".length());
    }

    /** Runs a checkpoint, so that no side writes another's dirty pages. */
    void checkpoint() throws SQLException {
        try (Connection connection = DriverManager.getConnection(own);
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    /** Does now what autovacuum and the next checkpoint would do during the first rounds on a database that was just filled. */
    void settle(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
        checkpoint();
    }

    private void require(String setting, String expected) throws SQLException {
        String found = shown("SHOW " + setting);
        if (!found.equals(expected)) {
            throw new IllegalStateException(setting + " is " + found + "; expected " + expected);
        }
    }

    private String shown(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(own);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
