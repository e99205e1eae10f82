package dev.tidings.store.jdbc;

import dev.tidings.core.store.Page;
import java.util.List;

/** A row of a listing with its place in it. */
record Sequenced<T>(long seq, T item) {
    static <T> Page<T> page(List<Sequenced<T>> rows, int limit) {
        return Cursors.page(rows, limit, Sequenced::seq, Sequenced::item);
    }
}
