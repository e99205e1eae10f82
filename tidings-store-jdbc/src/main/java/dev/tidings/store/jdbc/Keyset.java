package dev.tidings.store.jdbc;

import dev.tidings.core.store.Page;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a listing in the order of a unique key. A page begins after the last key of the one before, so that rows added
 * or removed in between neither repeat nor hide others.
 */
public final class Keyset<T> {
    private static final int RADIX = 36;

    /** Greater than any id. */
    private static final String BEYOND = "~";

    private final String listing;
    private final Function<@Nullable String, Parameters> begin;
    private final Binding.RowReader<Keyed<T>> reader;

    /** A row with its key. */
    private record Keyed<T>(String key, T item) {}

    /** Sets parameters of a statement. */
    @FunctionalInterface
    public interface Parameters {
        Binding set(Binding statement) throws SQLException;
    }

    private Keyset(
            String listing,
            Function<@Nullable String, Parameters> begin,
            Binding.RowReader<T> reader,
            Function<T, String> key) {
        this(listing, begin, row -> {
            T item = reader.read(row);
            return new Keyed<>(key.apply(item), item);
        });
    }

    private Keyset(String listing, Function<@Nullable String, Parameters> begin, Binding.RowReader<Keyed<T>> reader) {
        this.listing = listing;
        this.begin = begin;
        this.reader = reader;
    }

    /**
     * In ascending order of a text: the statement selects what is greater than {@code :after}.
     *
     * @param listing the name in cursors, which continue no other listing
     */
    public static <T> Keyset<T> ascending(String listing, Binding.RowReader<T> reader, Function<T, String> key) {
        return new Keyset<>(
                listing, last -> statement -> statement.text("after", last == null ? "" : last), reader, key);
    }

    /** In descending order of an id: the statement selects what is less than {@code :below}. */
    public static <T> Keyset<T> descending(String listing, Binding.RowReader<T> reader, Function<T, String> id) {
        return new Keyset<>(
                listing, last -> statement -> statement.text("below", last == null ? BEYOND : last), reader, id);
    }

    /** In descending order of the column {@code seq}: the statement selects it, where it is less than {@code :below}. */
    public static <T> Keyset<T> newest(String listing, Binding.RowReader<T> reader) {
        return new Keyset<>(
                listing,
                last -> {
                    long below = last == null ? Long.MAX_VALUE : Long.parseLong(last, RADIX);
                    return statement -> statement.number("below", below);
                },
                row -> new Keyed<>(Long.toString(row.getLong("seq"), RADIX), reader.read(row)));
    }

    /** Reads a page of a tenant's rows. */
    public Page<T> page(Database database, Sql list, String tenant, @Nullable String cursor, int limit) {
        return page(database, list, cursor, limit, statement -> statement.text("tenant", tenant));
    }

    /**
     * Reads a page.
     *
     * @param list selects at most {@code :rows} rows in the order of the key
     * @param filter sets the other parameters of the statement
     */
    public Page<T> page(Database database, Sql list, @Nullable String cursor, int limit, Parameters filter) {
        Parameters start = start(cursor);
        // One more than fits shows whether there is a next page.
        List<Keyed<T>> rows = database.read(
                "list " + listing,
                tx -> start.set(filter.set(tx.prepared(list)))
                        .number("rows", limit + 1)
                        .list(reader));
        boolean more = rows.size() > limit;
        List<Keyed<T>> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                shown.stream().map(Keyed::item).toList(),
                more ? Cursors.of(listing, shown.getLast().key()) : null);
    }

    private Parameters start(@Nullable String cursor) {
        if (cursor == null) {
            return begin.apply(null);
        }
        String last = Cursors.position(listing, cursor);
        try {
            return begin.apply(last);
        } catch (NumberFormatException madeUp) {
            throw Cursors.refused(cursor);
        }
    }
}
