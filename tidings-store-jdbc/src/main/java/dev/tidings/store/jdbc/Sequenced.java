package dev.tidings.store.jdbc;

import dev.tidings.core.store.Page;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** A row of a listing with its place in it. */
public record Sequenced<T>(long seq, T item) {
    public static final String NEWEST = " WHERE tenant = :tenant AND seq < :below ORDER BY seq DESC LIMIT :rows";

    public static <T> Page<T> page(String listing, List<Sequenced<T>> rows, int limit) {
        return Cursors.page(listing, rows, limit, Sequenced::seq, Sequenced::item);
    }

    /**
     * A page of all that a tenant has in a table, newest first.
     *
     * @param listing what its cursors are good for
     * @param select the columns, seq among them, and the table; it has a tenant and a seq
     */
    public static <T> Page<T> newest(
            Database database,
            String listing,
            String select,
            String tenant,
            @Nullable String cursor,
            int limit,
            RowMapper<T> mapper) {
        long below = Cursors.below(listing, cursor);
        return page(
                listing,
                database.read(
                        "list " + listing,
                        handle -> handle.createQuery(select + NEWEST)
                                .bind("tenant", tenant)
                                .bind("below", below)
                                .bind("rows", limit + 1)
                                .map((row, context) -> new Sequenced<>(row.getLong("seq"), mapper.map(row, context)))
                                .list()),
                limit);
    }
}
