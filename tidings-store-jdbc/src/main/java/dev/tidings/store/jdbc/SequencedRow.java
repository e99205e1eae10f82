package dev.tidings.store.jdbc;

import dev.tidings.core.store.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a listing with its sequence number. */
public record SequencedRow<T>(long seq, T item) {
    public static <T> Page<T> page(String listing, List<SequencedRow<T>> rows, int limit) {
        return Cursors.page(listing, rows, limit, SequencedRow::seq, SequencedRow::item);
    }

    /**
     * A page of a tenant's rows, newest first.
     *
     * @param listing the name in its cursors
     * @param newest selects columns, {@code seq} among them, of {@code :tenant} below the sequence number {@code :below}, at most
     *     {@code :rows}
     */
    public static <T> Page<T> newest(
            Database database,
            String listing,
            Sql newest,
            String tenant,
            @Nullable String cursor,
            int limit,
            Binding.RowReader<T> reader) {
        long below = Cursors.below(listing, cursor);
        return page(
                listing,
                database.read(
                        "list " + listing,
                        tx -> tx.prepared(newest)
                                .text("tenant", tenant)
                                .number("below", below)
                                .number("rows", limit + 1)
                                .list(row -> new SequencedRow<>(row.getLong("seq"), reader.read(row)))),
                limit);
    }
}
