package dev.tidings.http.export;

import dev.tidings.core.store.Page;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of an export, small enough to be held in memory.
 *
 * @param next reads the part after this one; null after the last one
 */
public record ExportPart<T>(List<T> items, @Nullable Supplier<CompletableFuture<ExportPart<T>>> next) {
    public ExportPart {
        items = List.copyOf(items);
    }

    /**
     * Reads the first page of a list; each page is a part.
     *
     * @param pages reads the page at a cursor, which is null for the first one
     */
    public static <T> CompletableFuture<ExportPart<T>> ofPages(
            Function<@Nullable String, CompletableFuture<Page<T>>> pages) {
        return at(null, pages);
    }

    private static <T> CompletableFuture<ExportPart<T>> at(
            @Nullable String cursor, Function<@Nullable String, CompletableFuture<Page<T>>> pages) {
        return pages.apply(cursor).thenApply(page -> {
            String next = page.next();
            return new ExportPart<>(page.items(), next == null ? null : () -> at(next, pages));
        });
    }
}
