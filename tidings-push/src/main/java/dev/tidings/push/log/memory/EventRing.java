package dev.tidings.push.log.memory;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.EventLog.Following;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.Window;
import dev.tidings.core.event.WindowBounds;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The recent events of one partition of a tenant. */
final class EventRing {
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Window<LogEntry> window;
    private final Map<String, Position> byId = new HashMap<>();
    private final List<FollowerFeed> feeds = new CopyOnWriteArrayList<>();
    private Position floor;
    private Position head;

    EventRing(String epoch, WindowBounds bounds, InstantSource clock) {
        this.clock = clock;
        // A timestamp, so that a cursor from before the first event has an age.
        this.floor = new Position(epoch, Epoch.began(epoch), 0);
        this.head = floor;
        this.window = new Window<>(bounds, entry -> entry, this::evicted);
    }

    Position append(Event event) {
        Position position;
        lock.lock();
        try {
            long now = clock.millis();
            window.trim(now);
            Position known = byId.get(event.id());
            if (known != null) {
                return known;
            }
            position = now > head.millis()
                    ? new Position(head.epoch(), now, 0)
                    : new Position(head.epoch(), head.millis(), head.number() + 1);
            window.add(new LogEntry(position, event));
            byId.put(event.id(), position);
            head = position;
            window.trim(now);
        } finally {
            lock.unlock();
        }
        feeds.forEach(FollowerFeed::signal);
        return position;
    }

    Following follow(Follower follower, Executor executor) {
        FollowerFeed feed = new FollowerFeed(this, follower, executor);
        feeds.add(feed);
        feed.signal();
        return () -> {
            feed.stop();
            feeds.remove(feed);
        };
    }

    /**
     * @param floor every event after it is retained
     */
    record Slice(Position floor, List<LogEntry> entries, Position head) {}

    /** Returns the events after a position. Searches from the newest, because followers are rarely far behind. */
    Slice behind(@Nullable Position position) {
        List<LogEntry> found = new ArrayList<>();
        lock.lock();
        try {
            for (LogEntry entry : window.newestFirst()) {
                if (position != null && !entry.position().isAfter(position)) {
                    break;
                }
                found.add(entry);
            }
            return new Slice(floor, found.reversed(), head);
        } finally {
            lock.unlock();
        }
    }

    FoundEvents find(String recipient) {
        lock.lock();
        try {
            List<FoundEvents.Found> found = new ArrayList<>();
            for (LogEntry entry : window.oldestFirst()) {
                if (entry.event().recipient().equals(recipient)) {
                    found.add(new FoundEvents.Found(
                            entry.position(), entry.event().id()));
                }
            }
            return new FoundEvents(found, null);
        } finally {
            lock.unlock();
        }
    }

    void remove(Set<Position> positions) {
        lock.lock();
        try {
            List<LogEntry> removed = window.removeIf(entry -> positions.contains(entry.position()));
            if (removed.isEmpty()) {
                return;
            }
            removed.forEach(entry -> byId.remove(entry.event().id()));
        } finally {
            lock.unlock();
        }
        feeds.forEach(FollowerFeed::restart);
    }

    private void evicted(LogEntry entry) {
        byId.remove(entry.event().id());
        floor = entry.position();
    }
}
