package dev.tidings.store.jdbc.mariadb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Splits lists into parts that fit into a statement. */
final class StatementLists {
    /** Maximum rows or values per statement: far below the limit of a packet. */
    static final int PER_STATEMENT = 500;

    private StatementLists() {}

    static <T> List<List<T>> pieces(Collection<T> all) {
        List<T> list = List.copyOf(all);
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < list.size(); from += PER_STATEMENT) {
            pieces.add(list.subList(from, Math.min(from + PER_STATEMENT, list.size())));
        }
        return pieces;
    }
}
