package dev.tidings.store.jdbc.mariadb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists in pieces that fit a statement. */
final class Lists {
    /** Rows or values a statement at most: far below the packet's bounds. */
    static final int A_STATEMENT = 500;

    private Lists() {}

    static <T> List<List<T>> pieces(Collection<T> all) {
        List<T> list = List.copyOf(all);
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < list.size(); from += A_STATEMENT) {
            pieces.add(list.subList(from, Math.min(from + A_STATEMENT, list.size())));
        }
        return pieces;
    }

    /** {@code (?, ?), (?, ?)} for so many rows of so many values. */
    static String rows(int rows, int values) {
        String row = "(" + "?, ".repeat(values - 1) + "?)";
        return (row + ", ").repeat(rows - 1) + row;
    }
}
