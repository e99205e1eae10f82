package dev.tidings.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
abstract class ServerContract {
    @AutoClose
    private final DatabaseServer server;

    private final String setting;
    private final List<String> durable;

    /**
     * @param server durable, with a setting: {@code max_connections} is 41
     * @param setting the query that shows it
     * @param durable queries that answer 1 when a commit is on the disk before it is answered
     */
    ServerContract(DatabaseServer server, String setting, String... durable) {
        this.server = server;
        this.setting = setting;
        this.durable = List.of(durable);
    }

    @Test
    void every_test_gets_its_own_empty_database() throws SQLException {
        String first = server.createDatabase();
        execute(first, "CREATE TABLE things (id INT)");
        String second = server.createDatabase();

        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> execute(second, "INSERT INTO things VALUES (1)"))
                .isInstanceOf(SQLException.class);
        server.dropDatabase(first);
        assertThatThrownBy(() -> execute(first, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void a_durable_server_is_durable() throws SQLException {
        String url = server.createDatabase();
        for (String query : durable) {
            assertThat(number(url, query)).as(query).isEqualTo(1);
        }
    }

    @Test
    void an_outage_disconnects_clients_and_keeps_data_and_port() throws SQLException {
        String url = server.createDatabase();
        execute(url, "CREATE TABLE things (id INT)");
        execute(url, "INSERT INTO things VALUES (7)");
        try (Connection open = DriverManager.getConnection(url)) {
            server.stop();
            assertThat(open.isValid(1)).isFalse();
            assertThatThrownBy(() -> execute(url, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        server.start();

        assertThat(number(url, "SELECT id FROM things")).isEqualTo(7);
        assertThat(number(url, setting)).isEqualTo(41);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
