package dev.tidings.store.jdbc.postgres;

import dev.tidings.store.jdbc.Transaction;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/**
 * Inserts rows of one table: a few by one statement that takes an array a column; many by COPY, which writes whole pages at
 * once and costs the server about half.
 */
final class RowInsert<T> {
    /** COPY is asked for, fed and ended, and planned anew each time: it pays from about so many rows on. */
    private static final int COPY_FROM = 50;

    private final List<Column<T>> columns;
    private final String insert;
    private final String copy;

    /** A column, in both ways. */
    record Column<T>(String name, String type, AsArray<T> asArray, BiConsumer<CopyRows, T> copying) {}

    @FunctionalInterface
    interface AsArray<T> {
        void bind(Unnest<T> rows) throws SQLException;
    }

    RowInsert(String table, List<Column<T>> columns) {
        this.columns = columns;
        String into = table + " (" + columns.stream().map(Column::name).collect(Collectors.joining(", ")) + ")";
        this.insert = "INSERT INTO " + into + " SELECT * FROM unnest("
                + columns.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", ")) + ")";
        this.copy = "COPY " + into + " FROM STDIN (FORMAT binary)";
    }

    static <T> Column<T> text(String name, Function<T, @Nullable String> value) {
        return new Column<>(name, "text", rows -> rows.text(value), (out, row) -> out.text(value.apply(row)));
    }

    static <T> Column<T> bytes(String name, Function<T, byte @Nullable []> value) {
        return new Column<>(name, "bytea", rows -> rows.bytes(value), (out, row) -> out.bytes(value.apply(row)));
    }

    static <T> Column<T> number(String name, Function<T, @Nullable Integer> value) {
        return new Column<>(name, "int4", rows -> rows.number(value), (out, row) -> out.int4(value.apply(row)));
    }

    static <T> Column<T> bigNumber(String name, Function<T, @Nullable Long> value) {
        return new Column<>(name, "int8", rows -> rows.bigNumber(value), (out, row) -> out.int8(value.apply(row)));
    }

    static <T> Column<T> flag(String name, Function<T, @Nullable Boolean> value) {
        return new Column<>(name, "bool", rows -> rows.flag(value), (out, row) -> out.bool(value.apply(row)));
    }

    static <T> Column<T> time(String name, Function<T, @Nullable Instant> value) {
        return new Column<>(name, "int8", rows -> rows.time(value), (out, row) -> {
            Instant time = value.apply(row);
            out.int8(time == null ? null : time.toEpochMilli());
        });
    }

    void insert(Transaction tx, List<T> rows) throws SQLException {
        if (rows.size() < COPY_FROM) {
            Unnest<T> arrays = new Unnest<>(tx.prepared(insert), rows);
            for (Column<T> column : columns) {
                column.asArray().bind(arrays);
            }
            arrays.update();
        } else {
            copy(tx.handle().getConnection(), encode(rows));
        }
    }

    private ByteBuffer encode(List<T> rows) {
        CopyRows out = new CopyRows();
        for (T row : rows) {
            out.row(columns.size());
            for (Column<T> column : columns) {
                column.copying().accept(out, row);
            }
        }
        return out.finish();
    }

    private void copy(Connection connection, ByteBuffer rows) throws SQLException {
        CopyIn copying = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            copying.writeToCopy(ByteStreamWriter.of(rows));
            copying.endCopy();
        } finally {
            if (copying.isActive()) {
                copying.cancelCopy();
            }
        }
    }
}
