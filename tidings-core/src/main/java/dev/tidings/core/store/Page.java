package dev.tidings.core.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a listing.
 *
 * @param next an opaque cursor for what follows; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /** The same page with each item as something else. */
    public <R> Page<R> map(Function<? super T, ? extends R> as) {
        return new Page<>(items.stream().<R>map(as).toList(), next);
    }
}
