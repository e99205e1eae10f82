package dev.tidings.core.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The newest entries of a log, within bounds. Not thread-safe. */
public final class Window<T> {
    private final WindowBounds bounds;
    private final Function<T, LogEntry> entryOf;
    private final Consumer<T> evicted;
    private final Deque<T> items = new ArrayDeque<>();
    private long bytes;

    /** @param evicted receives evicted items, oldest first */
    public Window(WindowBounds bounds, Function<T, LogEntry> entryOf, Consumer<T> evicted) {
        this.bounds = bounds;
        this.entryOf = entryOf;
        this.evicted = evicted;
    }

    /** Adds the newest item. An item larger than the byte bound stays alone until the next one is added. */
    public void add(T item) {
        items.addLast(item);
        bytes += entryOf.apply(item).event().weight();
    }

    /** Evicts what exceeds the bounds; the newest item stays unless it is too old. */
    public void trim(long nowMillis) {
        long oldest = nowMillis - bounds.age().toMillis();
        for (T first = items.peekFirst(); first != null; first = items.peekFirst()) {
            boolean tooMuch = items.size() > bounds.count() || (bytes > bounds.bytes() && items.size() > 1);
            if (!tooMuch && entryOf.apply(first).position().millis() >= oldest) {
                return;
            }
            remove(first);
        }
    }

    /** Removes items without evicting them; returns those removed. */
    public List<T> removeIf(Predicate<T> wanted) {
        List<T> removed = items.stream().filter(wanted).toList();
        items.removeIf(wanted);
        for (T item : removed) {
            bytes -= entryOf.apply(item).event().weight();
        }
        return removed;
    }

    /** Evicts all items. */
    public void clear() {
        for (T first = items.peekFirst(); first != null; first = items.peekFirst()) {
            remove(first);
        }
    }

    public Iterable<T> oldestFirst() {
        return items;
    }

    public Iterable<T> newestFirst() {
        return items::descendingIterator;
    }

    public @Nullable T newest() {
        return items.peekLast();
    }

    public int size() {
        return items.size();
    }

    private void remove(T first) {
        items.removeFirst();
        bytes -= entryOf.apply(first).event().weight();
        evicted.accept(first);
    }
}
