package dev.tidings.testkit.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates and drops numbered databases. */
final class Databases {
    private static final Pattern NAME = Pattern.compile("/(test_[0-9]+)\\?");

    private final AtomicInteger created = new AtomicInteger();

    String nextName() {
        return "test_" + created.incrementAndGet();
    }

    static String nameIn(String url) {
        Matcher matcher = NAME.matcher(url);
        if (!matcher.find()) {
            throw new IllegalArgumentException("expected a URL from createDatabase, got " + url);
        }
        return matcher.group(1);
    }

    static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the test's server refused: " + sql, e);
        }
    }
}
