package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.Window;
import dev.tidings.core.event.WindowBounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most recent events of one partition. Positions and duplicates depend only on the partition, not on where reading
 * started: a position consists of the highest timestamp so far, since a broker's clock may go back, and the offset;
 * an event is a duplicate if the same id occurs within a window of preceding records.
 */
final class RecentEvents {
    private final String epoch;
    private final int span;
    private final long shownFrom;
    private final Window<LogEntry> window;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private @Nullable Position floor;
    private @Nullable Position head;

    /**
     * @param last the offset of its last duplicate
     */
    private record Known(Position first, long last) {}

    /**
     * @param shownFrom records before this offset only set the time and identify later duplicates
     */
    RecentEvents(String epoch, WindowBounds bounds, long shownFrom) {
        this.epoch = epoch;
        this.span = bounds.count();
        this.shownFrom = shownFrom;
        this.window = new Window<>(bounds, entry -> entry, gone -> floor = gone.position());
    }

    /**
     * Adds the next record.
     *
     * @param event null if the record has none
     * @return null if the record is not to be shown
     */
    synchronized @Nullable LogEntry add(long offset, long millis, @Nullable Event event) {
        Position position = new Position(epoch, head == null ? millis : Math.max(millis, head.millis()), offset);
        if (floor == null) {
            floor = offset > 0
                    ? new Position(epoch, position.millis(), offset - 1)
                    : new Position(epoch, position.millis() - 1, 0);
        }
        head = position;
        boolean first = event != null && isFirst(event.id(), position);
        if (offset < shownFrom) {
            floor = position;
            return null;
        }
        if (event == null || !first) {
            return null;
        }
        LogEntry entry = new LogEntry(position, event);
        window.add(entry);
        window.trim(position.millis());
        return entry;
    }

    private boolean isFirst(String id, Position position) {
        while (!known.isEmpty()) {
            Map.Entry<String, Known> eldest = known.entrySet().iterator().next();
            if (eldest.getValue().last() >= position.number() - span) {
                break;
            }
            known.remove(eldest.getKey());
        }
        Known before = known.remove(id);
        known.put(id, new Known(before == null ? position : before.first(), position.number()));
        return before == null;
    }

    /** Returns the position of the event with this id; null if unknown. */
    synchronized @Nullable Position find(String id) {
        Known found = known.get(id);
        return found == null ? null : found.first();
    }

    String epoch() {
        return epoch;
    }

    /** Null before the first record. */
    synchronized @Nullable Position head() {
        return head;
    }

    /** All shown events are after it. Null before the first record. */
    synchronized @Nullable Position floor() {
        return floor;
    }

    synchronized List<LogEntry> present() {
        List<LogEntry> entries = new ArrayList<>(window.size());
        window.oldestFirst().forEach(entries::add);
        return entries;
    }
}
