package dev.tidings.testkit.store;

import dev.tidings.core.id.Id;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a database runs a statement, in terms that are common to SQLite, PostgreSQL and MariaDB.
 *
 * @param whole the tables, by their names or aliases, of which all rows or index entries are read
 * @param sorts whether rows are sorted
 * @param text the plan in the words of the database
 */
public record QueryPlan(List<String> whole, boolean sorts, String text) {
    private static final Pattern SQLITE_SUBQUERY = Pattern.compile("(?:CO-ROUTINE|MATERIALIZE) (\\S+)");
    private static final Pattern SQLITE_SCAN = Pattern.compile("SCAN (?!CONSTANT ROW)(\\S+).*");
    private static final Pattern POSTGRES_SEQUENTIAL = Pattern.compile(" *(?:-> +)?Seq Scan on (\\S+).*");
    private static final Pattern POSTGRES_INDEX =
            Pattern.compile("( *(?:-> +)?)Index (?:Only )?Scan (?:Backward )?using \\S+ on (\\S+).*");

    /** Explains a statement whose parameters are question marks; the values are texts, numbers or ids. */
    public static QueryPlan of(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "SQLite" -> sqlite(lines(connection, "EXPLAIN QUERY PLAN " + sql, "detail", values));
            case "PostgreSQL" -> postgres(lines(connection, "EXPLAIN (COSTS OFF) " + sql, "QUERY PLAN", values));
            default -> mariaDb(connection, sql, values);
        };
    }

    /** Refreshes the statistics that the planner uses. On SQLite, Tidings has none. */
    public static void analyze(Connection connection, List<String> tables) throws SQLException {
        String database = connection.getMetaData().getDatabaseProductName();
        if (database.equals("SQLite")) {
            return;
        }
        boolean mariaDb = database.equals("MariaDB");
        try (Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute((mariaDb ? "ANALYZE TABLE " : "ANALYZE ") + table);
            }
        }
    }

    private static List<String> lines(Connection connection, String sql, String column, @Nullable Object... values)
            throws SQLException {
        List<String> lines = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString(column));
                }
            }
        }
        return lines;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i] instanceof Id id ? id.bytes() : values[i]);
        }
    }

    private static QueryPlan sqlite(List<String> lines) {
        Set<String> subqueries = new HashSet<>();
        List<String> whole = new ArrayList<>();
        for (String line : lines) {
            Matcher subquery = SQLITE_SUBQUERY.matcher(line);
            if (subquery.matches()) {
                subqueries.add(subquery.group(1));
            }
            Matcher scan = SQLITE_SCAN.matcher(line);
            if (scan.matches() && !subqueries.contains(scan.group(1))) {
                whole.add(scan.group(1));
            }
        }
        return new QueryPlan(
                whole, lines.stream().anyMatch(line -> line.contains("TEMP B-TREE")), String.join("\n", lines));
    }

    private static QueryPlan postgres(List<String> lines) {
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher sequential = POSTGRES_SEQUENTIAL.matcher(lines.get(i));
            Matcher index = POSTGRES_INDEX.matcher(lines.get(i));
            if (sequential.matches()) {
                whole.add(sequential.group(1));
            } else if (index.matches()
                    && (i + 1 == lines.size() || !lines.get(i + 1).contains("Index Cond"))) {
                whole.add(index.group(2));
            }
        }
        return new QueryPlan(
                whole,
                lines.stream().map(String::strip).anyMatch(line -> line.matches("(-> +)?(Incremental )?Sort.*")),
                String.join("\n", lines));
    }

    private static QueryPlan mariaDb(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        List<String> whole = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        boolean sorts = false;
        try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String table = String.valueOf(row.getString("table"));
                    String type = String.valueOf(row.getString("type"));
                    String extra = String.valueOf(row.getString("Extra"));
                    lines.add(table + " " + type + " " + row.getString("key") + " " + extra);
                    sorts |= extra.contains("filesort");
                    boolean reads = type.equals("ALL") || type.equals("index");
                    if (reads && !table.startsWith("<")) {
                        whole.add(table);
                    }
                }
            }
        }
        return new QueryPlan(whole, sorts, String.join("\n", lines));
    }
}
