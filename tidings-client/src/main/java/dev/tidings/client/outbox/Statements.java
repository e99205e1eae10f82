package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs statements with named parameters: {@code id = :id} takes a text or a number, {@code id IN (:ids)} a list. */
final class Statements {
    /** Not the second colon of a cast. */
    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z]+)");

    private Statements() {}

    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * A statement as JDBC takes it.
     *
     * @param names the parameter of each question mark
     * @param values the value of each question mark
     */
    private record Positional(String sql, List<String> names, List<Object> values) {
        static Positional of(String sql, Map<String, ?> values) {
            List<String> names = new ArrayList<>();
            List<Object> bound = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            Matcher name = NAME.matcher(sql);
            while (name.find()) {
                Object value = values.get(name.group(1));
                if (value == null) {
                    throw new IllegalArgumentException(
                            "the parameter " + name.group() + " has no value in: " + sql.strip());
                }
                Collection<?> members = value instanceof Collection<?> list ? list : List.of(value);
                names.addAll(Collections.nCopies(members.size(), name.group(1)));
                bound.addAll(members);
                name.appendReplacement(text, String.join(", ", Collections.nCopies(members.size(), "?")));
            }
            return new Positional(name.appendTail(text).toString(), names, bound);
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        }

        /** Binds another value to one parameter; the others keep theirs. */
        void rebind(PreparedStatement statement, String name, Object value) throws SQLException {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equals(name)) {
                    statement.setObject(i + 1, value);
                }
            }
        }
    }

    static <T> List<T> query(Connection connection, String sql, Map<String, ?> values, Reading<T> reading)
            throws SQLException {
        Positional positional = Positional.of(sql, values);
        try (PreparedStatement statement = connection.prepareStatement(positional.sql())) {
            positional.bind(statement);
            List<T> answers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.add(reading.of(rows));
                }
            }
            return answers;
        }
    }

    /** Returns the first column of the only row. */
    static long number(Connection connection, String sql) throws SQLException {
        return query(connection, sql, Map.of(), row -> row.getLong(1)).get(0);
    }

    static int update(Connection connection, String sql, Map<String, ?> values) throws SQLException {
        Positional positional = Positional.of(sql, values);
        try (PreparedStatement statement = connection.prepareStatement(positional.sql())) {
            positional.bind(statement);
            return statement.executeUpdate();
        }
    }

    /**
     * Executes the statement once per text.
     *
     * @param name the parameter that takes the text
     * @param others the values of the other parameters
     * @return the texts for which the statement is not known to have changed one row
     */
    static Set<String> updateEach(
            Connection connection, String sql, String name, Collection<String> texts, Map<String, ?> others)
            throws SQLException {
        Set<String> unchanged = new LinkedHashSet<>();
        if (texts.isEmpty()) {
            return unchanged;
        }
        Map<String, Object> values = new HashMap<>(others);
        values.put(name, "");
        Positional positional = Positional.of(sql, values);
        try (PreparedStatement statement = connection.prepareStatement(positional.sql())) {
            positional.bind(statement);
            for (String text : texts) {
                positional.rebind(statement, name, text);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            int at = 0;
            for (String text : texts) {
                // A driver may also say that it does not know.
                if (counts[at++] != 1) {
                    unchanged.add(text);
                }
            }
        }
        return unchanged;
    }
}
