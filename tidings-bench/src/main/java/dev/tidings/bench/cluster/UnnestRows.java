package dev.tidings.bench.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows by column, and a statement that takes one array per column. */
final class UnnestRows {
    private final List<Column> columns;
    private final String statement;
    private final int size;

    /** A column's values, in arrays of the type that the driver encodes fastest. */
    private record Column(String type, Object[] values) {}

    private UnnestRows(List<Column> columns, String statement, int size) {
        this.columns = columns;
        this.statement = statement;
        this.size = size;
    }

    /** @param template the statement, with {@code %arrays%} for one array per column */
    static UnnestRows read(Connection connection, String query, String template) throws SQLException {
        try (Statement reading = connection.createStatement();
                ResultSet row = reading.executeQuery(query)) {
            ResultSetMetaData about = row.getMetaData();
            List<List<Object>> values = new ArrayList<>();
            List<String> types = new ArrayList<>();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                values.add(new ArrayList<>());
                types.add(about.getColumnTypeName(i).toLowerCase(Locale.ROOT));
            }
            int size = 0;
            while (row.next()) {
                for (int i = 0; i < types.size(); i++) {
                    values.get(i).add(row.getObject(i + 1));
                }
                size++;
            }
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                Object[] typed = typed(types.get(i), size);
                columns.add(new Column(types.get(i), values.get(i).toArray(typed)));
            }
            String marks = types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "));
            return new UnnestRows(columns, template.replace("%arrays%", marks), size);
        }
    }

    private static Object[] typed(String type, int size) {
        return switch (type) {
            case "text" -> new String[size];
            case "int8" -> new Long[size];
            case "int4" -> new Integer[size];
            case "bool" -> new Boolean[size];
            case "bytea" -> new byte[size][];
            default ->
                throw new IllegalArgumentException("a column of type " + type + "; expected one of the schema's");
        };
    }

    String statement() {
        return statement;
    }

    int size() {
        return size;
    }

    /** Writes rows {@code from} (inclusive) to {@code to} (exclusive). */
    void execute(PreparedStatement prepared, int from, int to) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            prepared.setArray(
                    i + 1,
                    prepared.getConnection()
                            .createArrayOf(column.type(), Arrays.copyOfRange(column.values(), from, to)));
        }
        prepared.execute();
    }
}
