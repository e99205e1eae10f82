package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.Id;
import dev.tidings.store.jdbc.Binding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds many rows to one statement, as one array per column. */
final class Unnest<T> {
    private final Binding binding;
    private final String prefix;
    private final List<T> rows;

    Unnest(Binding binding, List<T> rows) {
        this(binding, "", rows);
    }

    /** @param prefix of the names of the parameters, in a statement that has columns of the same name of several tables */
    Unnest(Binding binding, String prefix, List<T> rows) {
        this.binding = binding;
        this.prefix = prefix;
        this.rows = rows;
    }

    Unnest<T> text(String name, Function<T, @Nullable String> column) throws SQLException {
        String[] values = new String[rows.size()];
        return array(name, "text", values, column);
    }

    Unnest<T> number(String name, Function<T, @Nullable Integer> column) throws SQLException {
        Integer[] values = new Integer[rows.size()];
        return array(name, "int4", values, column);
    }

    Unnest<T> bigNumber(String name, Function<T, @Nullable Long> column) throws SQLException {
        Long[] values = new Long[rows.size()];
        return array(name, "int8", values, column);
    }

    Unnest<T> time(String name, Function<T, @Nullable Instant> column) throws SQLException {
        Long[] values = new Long[rows.size()];
        return array(name, "int8", values, row -> {
            Instant time = column.apply(row);
            return time == null ? null : time.toEpochMilli();
        });
    }

    Unnest<T> flag(String name, Function<T, @Nullable Boolean> column) throws SQLException {
        Boolean[] values = new Boolean[rows.size()];
        return array(name, "bool", values, column);
    }

    Unnest<T> bytes(String name, Function<T, byte @Nullable []> column) throws SQLException {
        byte[][] values = new byte[rows.size()][];
        return array(name, "bytea", values, column);
    }

    Unnest<T> id(String name, Function<T, ? extends @Nullable Id> column) throws SQLException {
        return bytes(name, row -> {
            Id id = column.apply(row);
            return id == null ? null : id.bytes();
        });
    }

    private <V> Unnest<T> array(String name, String type, @Nullable V[] values, Function<T, @Nullable V> column)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        binding.array(prefix + name, type, values);
        return this;
    }

    /**
     * Binds the number of rows to {@code (SELECT * FROM unnest(…) LIMIT :rows)}. The planner expects one row of it, so that even
     * beside a nearly empty table each row is looked up by its key.
     */
    Unnest<T> limit() throws SQLException {
        binding.number("rows", rows.size());
        return this;
    }

    int update() throws SQLException {
        return binding.update();
    }

    /** The caller closes the result set. */
    ResultSet query() throws SQLException {
        return binding.query();
    }
}
