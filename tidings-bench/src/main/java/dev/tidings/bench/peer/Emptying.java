package dev.tidings.bench.peer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Polls the database until all items have ended. */
final class Emptying {
    private Emptying() {}

    /** Waits until a query returns no row; returns the time. */
    static long await(DataSource source, String query) throws SQLException, InterruptedException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row = statement.executeQuery(query)) {
                    if (!row.next()) {
                        return System.nanoTime();
                    }
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
    }

    static void execute(DataSource source, String command) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
