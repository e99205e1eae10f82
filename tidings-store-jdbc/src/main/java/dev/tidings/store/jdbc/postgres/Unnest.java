package dev.tidings.store.jdbc.postgres;

import dev.tidings.store.jdbc.Binding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds the rows of a multi-row statement, a column an array, in the order of its question marks. */
final class Unnest<T> {
    private final Binding binding;
    private final List<T> rows;

    Unnest(Binding binding, List<T> rows) {
        this.binding = binding;
        this.rows = rows;
    }

    Unnest<T> text(Function<T, @Nullable String> column) throws SQLException {
        String[] values = new String[rows.size()];
        return array("text", values, column);
    }

    Unnest<T> number(Function<T, @Nullable Integer> column) throws SQLException {
        Integer[] values = new Integer[rows.size()];
        return array("int4", values, column);
    }

    Unnest<T> bigNumber(Function<T, @Nullable Long> column) throws SQLException {
        Long[] values = new Long[rows.size()];
        return array("int8", values, column);
    }

    Unnest<T> time(Function<T, @Nullable Instant> column) throws SQLException {
        Long[] values = new Long[rows.size()];
        return array("int8", values, row -> {
            Instant time = column.apply(row);
            return time == null ? null : time.toEpochMilli();
        });
    }

    Unnest<T> flag(Function<T, @Nullable Boolean> column) throws SQLException {
        Boolean[] values = new Boolean[rows.size()];
        return array("bool", values, column);
    }

    Unnest<T> bytes(Function<T, byte @Nullable []> column) throws SQLException {
        byte[][] values = new byte[rows.size()][];
        return array("bytea", values, column);
    }

    private <V> Unnest<T> array(String type, @Nullable V[] values, Function<T, @Nullable V> column)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        binding.array(type, values);
        return this;
    }

    /**
     * How many rows there are, for {@code (SELECT * FROM unnest(…) LIMIT ?)}: the planner takes that for one row, so that
     * even beside a table with next to nothing in it each row is looked up by its key.
     */
    Unnest<T> limit() throws SQLException {
        binding.number(rows.size());
        return this;
    }

    int update() throws SQLException {
        return binding.update();
    }

    /** The result set is to be closed. */
    ResultSet query() throws SQLException {
        return binding.query();
    }
}
