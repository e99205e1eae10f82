package dev.tidings.testkit.event;

import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A follower that records all notifications. */
public final class Remembering implements Follower {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final List<LogEntry> entries = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private @Nullable Position floor;
    private int beginnings;

    @Override
    public synchronized void begin(Position from, List<LogEntry> present) {
        floor = from;
        beginnings++;
        entries.clear();
        entries.addAll(present);
        notifyAll();
    }

    @Override
    public synchronized void appended(List<LogEntry> more) {
        entries.addAll(more);
        notifyAll();
    }

    @Override
    public synchronized void unavailable(String why) {
        notices.add("unavailable");
        notifyAll();
    }

    @Override
    public synchronized void live() {
        notices.add("live");
        notifyAll();
    }

    /** The events since the last start. */
    public synchronized List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    public synchronized List<String> ids() {
        return entries.stream().map(entry -> entry.event().id()).toList();
    }

    public synchronized List<String> notices() {
        return List.copyOf(notices);
    }

    public synchronized @Nullable Position floor() {
        return floor;
    }

    public synchronized int beginnings() {
        return beginnings;
    }

    /** Waits until it has received enough events. */
    public synchronized Remembering await(Predicate<Remembering> enough) throws InterruptedException {
        long timeout = TIMEOUT.toMillis();
        while (!enough.test(this)) {
            if (timeout <= 0) {
                throw new AssertionError(
                        "told only " + ids() + " behind " + floor + ", " + notices + ", " + beginnings + " beginnings");
            }
            long slice = Math.min(timeout, 100);
            wait(slice);
            timeout -= slice;
        }
        return this;
    }
}
