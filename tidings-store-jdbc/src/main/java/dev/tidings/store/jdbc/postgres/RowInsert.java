package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.Id;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/**
 * Inserts rows of one table: a few by a statement that takes one array per column; many by COPY, which writes whole pages at
 * once and costs the server about half.
 */
final class RowInsert<T> {
    /** The number of rows from which COPY, with its fixed cost per use, is faster. */
    static final int COPY_FROM = 50;

    private static final Pattern COLUMNS = Pattern.compile("\\(([^)]*)\\)");

    private final List<Column<T>> columns;
    private final Sql insert;
    private final Sql copy;

    /** A column, as an array and as a COPY value; its parameter has the same name. */
    record Column<T>(String name, AsArray<T> asArray, BiConsumer<CopyRows, T> copying) {}

    @FunctionalInterface
    interface AsArray<T> {
        void bind(Unnest<T> rows) throws SQLException;
    }

    /**
     * @param copy names exactly these columns in this order
     * @param columns the columns of both statements, in order
     */
    RowInsert(Sql insert, Sql copy, List<Column<T>> columns) {
        this.columns = columns;
        this.insert = insert;
        this.copy = copy;
        String names = columns.stream().map(Column::name).collect(Collectors.joining(","));
        for (Sql statement : List.of(insert, copy)) {
            Matcher named = COLUMNS.matcher(statement.text());
            if (!named.find() || !named.group(1).replaceAll("\\s", "").equals(names)) {
                throw new IllegalArgumentException("expected the columns " + names + " in " + statement);
            }
        }
    }

    static <T> Column<T> text(String name, Function<T, @Nullable String> value) {
        return new Column<>(name, rows -> rows.text(name, value), (out, row) -> out.text(value.apply(row)));
    }

    static <T> Column<T> bytes(String name, Function<T, byte @Nullable []> value) {
        return new Column<>(name, rows -> rows.bytes(name, value), (out, row) -> out.bytes(value.apply(row)));
    }

    static <T> Column<T> id(String name, Function<T, ? extends @Nullable Id> value) {
        return bytes(name, row -> {
            Id id = value.apply(row);
            return id == null ? null : id.bytes();
        });
    }

    static <T> Column<T> number(String name, Function<T, @Nullable Integer> value) {
        return new Column<>(name, rows -> rows.number(name, value), (out, row) -> out.int4(value.apply(row)));
    }

    static <T> Column<T> bigNumber(String name, Function<T, @Nullable Long> value) {
        return new Column<>(name, rows -> rows.bigNumber(name, value), (out, row) -> out.int8(value.apply(row)));
    }

    static <T> Column<T> flag(String name, Function<T, @Nullable Boolean> value) {
        return new Column<>(name, rows -> rows.flag(name, value), (out, row) -> out.bool(value.apply(row)));
    }

    static <T> Column<T> time(String name, Function<T, @Nullable Instant> value) {
        return new Column<>(name, rows -> rows.time(name, value), (out, row) -> {
            Instant time = value.apply(row);
            out.int8(time == null ? null : time.toEpochMilli());
        });
    }

    void insert(Transaction tx, List<T> rows) throws SQLException {
        if (rows.size() < COPY_FROM) {
            Unnest<T> arrays = new Unnest<>(tx.prepared(insert), rows);
            bind(arrays);
            arrays.update();
        } else {
            copy(tx.connection(), encode(rows));
        }
    }

    /** Binds the columns to a statement that inserts them among other things. */
    void bind(Unnest<T> arrays) throws SQLException {
        for (Column<T> column : columns) {
            column.asArray().bind(arrays);
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
        CopyIn copying = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy.text());
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
