package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs statements whose parameters are texts, numbers or lists. */
final class Statements {
    private Statements() {}

    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> query(Connection connection, String sql, Reading<T> reading, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(spread(sql, values))) {
            bind(statement, values);
            List<T> answers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.add(reading.of(rows));
                }
            }
            return answers;
        }
    }

    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(spread(sql, values))) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Executes the statement once per text, which replaces every parameter. */
    static void updateEach(Connection connection, String sql, Collection<String> texts) throws SQLException {
        if (texts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            long places = sql.chars().filter(each -> each == '?').count();
            for (String text : texts) {
                for (int place = 1; place <= places; place++) {
                    statement.setString(place, text);
                }
                statement.addBatch();
            }
            int[] unused = statement.executeBatch();
        }
    }

    /** Expands {@code IN (??)} to one question mark per element of the only list. */
    private static String spread(String sql, @Nullable Object[] values) {
        for (Object value : values) {
            if (value instanceof Collection<?> list) {
                return sql.replace("??", String.join(", ", Collections.nCopies(list.size(), "?")));
            }
        }
        return sql;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        int place = 1;
        for (Object value : values) {
            if (value instanceof Collection<?> list) {
                for (Object member : list) {
                    statement.setObject(place++, member);
                }
            } else {
                statement.setObject(place++, value);
            }
        }
    }
}
