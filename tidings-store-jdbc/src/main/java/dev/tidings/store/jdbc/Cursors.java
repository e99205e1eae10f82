package dev.tidings.store.jdbc;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.Page;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Cursors of listings that go from the newest down: the sequence number of the last row shown. */
public final class Cursors {
    private static final int RADIX = 36;

    private Cursors() {}

    /** The rows below this sequence number come next. */
    public static long below(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            long seq = Long.parseLong(cursor, RADIX);
            if (seq >= 0) {
                return seq;
            }
        } catch (NumberFormatException malformed) {
            // Refused below, as a negative one is.
        }
        throw Problem.invalid("cursor", cursor, "the `next` of an earlier page").exception();
    }

    /** A page of rows, of which one more than fits was read to see whether there is a next one. */
    public static <R, T> Page<T> page(
            List<R> rows, int limit, ToLongFunction<R> seq, java.util.function.Function<R, T> item) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        String next = more ? Long.toString(seq.applyAsLong(shown.getLast()), RADIX) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }
}
