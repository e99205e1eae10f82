package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.Stage;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.ServerOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** One PostgreSQL for all sides of a comparison: durable, with settings that favour nobody, a database for each side. */
final class Postgres implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "512MB",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "15min",
            "max_connections", "200");
    // Figures of a server that does not wait for the disk are worth nothing.
    private static final Map<String, String> REQUIRED =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private final PostgresServer server;
    private final String own;

    private Postgres(PostgresServer server) {
        this.server = server;
        this.own = server.createDatabase();
    }

    static Postgres start(Stage stage) throws SQLException {
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
        stage.say(postgres.shown("SELECT version()"));
        return postgres;
    }

    /** The JDBC address of a new and empty database. */
    String create() {
        return server.createDatabase();
    }

    void drop(String jdbcUrl) {
        server.dropDatabase(jdbcUrl);
    }

    /** The same database as programs on Node take it. */
    static String uri(String jdbcUrl) {
        return jdbcUrl.substring("jdbc:".length());
    }

    /** So that nobody writes another's pages. */
    void checkpoint() throws SQLException {
        try (Connection connection = DriverManager.getConnection(own);
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
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
