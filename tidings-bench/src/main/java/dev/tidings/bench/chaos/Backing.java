package dev.tidings.bench.chaos;

import dev.tidings.testkit.server.DatabaseServer;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The nodes' database, with fsync on. */
final class Backing implements AutoCloseable {
    private final @Nullable DatabaseServer server;
    private final String storeUrl;
    private final String jdbcUrl;

    private Backing(@Nullable DatabaseServer server, String storeUrl, String jdbcUrl) {
        this.server = server;
        this.storeUrl = storeUrl;
        this.jdbcUrl = jdbcUrl;
    }

    static Backing start(String store, Path folder) {
        return switch (store) {
            case "postgres" -> of(PostgresServer.start(ServerOptions.durable()));
            case "mariadb" -> of(MariaDbServer.start(ServerOptions.durable()));
            case "sqlite" -> {
                Path file = folder.resolve("tidings.db");
                yield new Backing(null, "sqlite:" + file, "jdbc:sqlite:" + file);
            }
            default ->
                throw new IllegalArgumentException(
                        "unknown store '" + store + "'; expected postgres, mariadb or sqlite");
        };
    }

    private static Backing of(DatabaseServer server) {
        String url = server.createDatabase();
        return new Backing(server, url, url);
    }

    /** The value of {@code store.url}. */
    String storeUrl() {
        return storeUrl;
    }

    boolean canStop() {
        return server != null;
    }

    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    void start() {
        if (server != null) {
            server.start();
        }
    }

    /** The number of deliveries that a node holds leases on, including lapsed ones; throws if the database fails. */
    int heldBy(String node) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement query = connection.prepareStatement("""
                    SELECT count(*) FROM deliveries WHERE status = 'sending' AND lease_node = ?
                    """)) {
            query.setString(1, node);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
