package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.PositionVector;
import dev.tidings.core.event.Window;
import dev.tidings.core.event.WindowBounds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's events within the window: a chain per recipient, and one of all recipients in the order in which this node read
 * the partitions. Guarded by the tenant's lock.
 */
final class EventChains {
    /** How many of the newest events keep their cached encodings. */
    private static final int CACHED = 1_000;

    private final LogPartitions partitions;
    private final List<PartitionState> parts;
    private final Window<PublishedEvent> window;
    private final Deque<PublishedEvent> cached = new ArrayDeque<>();
    private Topic all = new Topic();

    EventChains(LogPartitions partitions, WindowBounds bounds) {
        this.partitions = partitions;
        this.parts = IntStream.range(0, partitions.count())
                .mapToObj(partition -> new PartitionState())
                .toList();
        this.window =
                new Window<>(bounds, published -> new LogEntry(published.position(), published.event()), this::evicted);
    }

    PartitionState partition(int partition) {
        return parts.get(partition);
    }

    /** The partitions that a subscription to a recipient reads; all if null. */
    List<PartitionState> partitions(@Nullable String recipient) {
        return recipient == null ? parts : List.of(of(recipient));
    }

    boolean isLive(@Nullable String recipient) {
        return recipient == null ? parts.stream().allMatch(part -> part.live) : of(recipient).live;
    }

    int index(PartitionState part) {
        return parts.indexOf(part);
    }

    private PartitionState of(String recipient) {
        return parts.get(partitions.of(recipient));
    }

    /** Replaces the events of a partition, and ends the chains that contain them. */
    void begin(PartitionState part, Position floor, List<LogEntry> present, WakeupQueue wakeups) {
        var _ = window.removeIf(published -> of(published.event().recipient()) == part);
        cached.removeIf(published -> of(published.event().recipient()) == part);
        all.cut(wakeups);
        part.topics.values().forEach(topic -> topic.cut(wakeups));
        part.topics.clear();
        all = new Topic();
        window.oldestFirst().forEach(all::append);
        part.floor = floor;
        part.head = floor;
        part.begun = true;
        present.forEach(entry -> append(part, entry));
    }

    /**
     * Appends an event, and returns the chain of its recipient. Null if the recipient belongs to another partition: the event was
     * appended while the log had another number of partitions, and is in the history.
     */
    @Nullable
    Topic append(PartitionState part, LogEntry entry) {
        part.head = entry.position();
        String recipient = entry.event().recipient();
        if (of(recipient) != part) {
            return null;
        }
        PublishedEvent published = PublishedEvent.shared(entry);
        keepCached(published);
        window.add(published);
        all.append(published);
        Topic topic = topic(recipient);
        topic.append(published);
        return topic;
    }

    void trim(long nowMillis) {
        window.trim(nowMillis);
    }

    private void evicted(PublishedEvent published) {
        all.forgetOldest();
        String recipient = published.event().recipient();
        PartitionState part = of(recipient);
        part.floor = published.position();
        Topic topic = Objects.requireNonNull(part.topics.get(recipient), recipient);
        topic.forgetOldest();
        dropIfIdle(recipient, topic);
    }

    private void keepCached(PublishedEvent published) {
        cached.addLast(published);
        if (cached.size() > CACHED) {
            cached.removeFirst().dropEncodings();
        }
    }

    /** The chain of a recipient, or of all if null. */
    Topic topic(@Nullable String recipient) {
        return recipient == null ? all : of(recipient).topics.computeIfAbsent(recipient, name -> new Topic());
    }

    void leave(HubSubscription subscription) {
        String recipient = subscription.wanted().recipient();
        Topic topic = recipient == null ? all : of(recipient).topics.get(recipient);
        if (topic != null) {
            topic.remove(subscription);
            if (recipient != null) {
                dropIfIdle(recipient, topic);
            }
        }
    }

    private void dropIfIdle(String recipient, Topic topic) {
        if (topic.idle()) {
            of(recipient).topics.remove(recipient);
        }
    }

    // Positions.

    Cursor head(@Nullable String recipient) {
        return cursor(recipient, part -> part.head);
    }

    Cursor floor(@Nullable String recipient) {
        return cursor(recipient, part -> part.floor);
    }

    /** The positions of the last events that were appended before that time. */
    Cursor before(@Nullable String recipient, long millis) {
        return cursor(recipient, part -> before(part, millis));
    }

    private Position before(PartitionState part, long millis) {
        if (part.head.millis() < millis) {
            return part.head;
        }
        for (PublishedEvent published : window.newestFirst()) {
            if (published.position().millis() < millis && of(published.event().recipient()) == part) {
                return published.position();
            }
        }
        return part.floor;
    }

    private Cursor cursor(@Nullable String recipient, Function<PartitionState, Position> of) {
        List<Position> positions = partitions(recipient).stream().map(of).toList();
        return positions.size() == 1 ? positions.getFirst() : new PositionVector(positions);
    }

    /**
     * Fits a client's cursor to the partitions that a subscription reads. Null if it says nothing about some of them: it is from a log
     * whose partitions are no divisor of those now, or that of a subscription to one recipient.
     */
    @Nullable
    Cursor fit(Cursor cursor, @Nullable String recipient) {
        if (recipient != null) {
            return cursor.of(recipient);
        }
        int count = cursor.positions().size();
        if (count == parts.size()) {
            return cursor;
        }
        if (parts.size() % count != 0
                || (count == 1 && ofOnePartition(cursor.positions().getFirst()))) {
            return null;
        }
        return PositionVector.repeated(cursor, parts.size());
    }

    private boolean ofOnePartition(Position position) {
        return parts.stream().anyMatch(part -> position.sameEpoch(part.head));
    }

    /** Whether all events after a fitted cursor are in the window. */
    boolean inWindow(Cursor cursor, @Nullable String recipient, boolean plausible) {
        List<PartitionState> read = partitions(recipient);
        List<Position> positions = cursor.positions();
        return IntStream.range(0, read.size()).allMatch(i -> read.get(i).inWindow(positions.get(i), plausible));
    }

    // Listeners.

    Map<String, Integer> listening() {
        Map<String, Integer> counts = new TreeMap<>();
        for (PartitionState part : parts) {
            part.topics.forEach((recipient, topic) -> {
                if (topic.listening() > 0) {
                    counts.put(recipient, topic.listening());
                }
            });
        }
        return counts;
    }

    int listeningToAll() {
        return all.listening();
    }

    boolean listensTo(String recipient) {
        Topic topic = of(recipient).topics.get(recipient);
        return topic != null && topic.listening() > 0;
    }
}
