package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.QueueRows.Entry;
import dev.tidings.store.jdbc.keyed.QueueRows.First;
import dev.tidings.store.jdbc.keyed.QueueRows.Lock;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queues of unfinished deliveries, on databases with concurrent writers. An insert behind others
 * locks the row of an earlier delivery; a completion first locks the first row of its queue and then reads the next
 * one. So no delivery waits for one that is gone. Queues are locked in the order of their names, before any
 * delivery that may become due.
 */
public final class KeyedQueues {
    private final QueueRows rows;
    private final ConcurrencyPermits permits;

    public KeyedQueues(QueueRows rows, Dialect dialect) {
        this.rows = rows;
        this.permits = new ConcurrencyPermits(dialect, new KeyedConcurrencyRows(dialect, rows));
    }

    /** Returns the permits of concurrency keys, whose rows are locked after those of queues. */
    public ConcurrencyPermits permits() {
        return permits;
    }

    /** Collects the inserts of one transaction. */
    public static final class Arrivals {
        private final List<Entry> entries = new ArrayList<>();

        public void add(Notification notification, NewDelivery delivery) {
            DeliveryOrder order = delivery.order();
            if (order != null) {
                entries.add(new Entry(DeliveryQueue.of(notification, delivery, order), delivery.id(), order.halts()));
            }
        }
    }

    /** Returns the first of each delivery's queue, without those whose queue is empty; locks nothing. */
    Map<DeliveryId, DeliveryId> heads(Transaction tx, Map<DeliveryId, QueuePosition> positions) throws SQLException {
        Map<DeliveryId, String> names = HashMap.newHashMap(positions.size());
        positions.forEach((id, position) -> names.put(id, position.queue()));
        Map<String, First> firsts = rows.firsts(tx, Set.copyOf(names.values()), Lock.NONE);
        Map<DeliveryId, DeliveryId> heads = HashMap.newHashMap(names.size());
        names.forEach((id, queue) -> {
            First first = firsts.get(queue);
            if (first != null) {
                heads.put(id, first.id());
            }
        });
        return heads;
    }

    /** Queues new deliveries, in order. */
    public Map<DeliveryId, QueuePosition> enter(Transaction tx, Arrivals arrivals) throws SQLException {
        List<Entry> entries = arrivals.entries;
        if (entries.isEmpty()) {
            return Map.of();
        }
        Set<String> queues = new TreeSet<>();
        entries.forEach(entry -> queues.add(entry.queue()));
        Set<String> occupied = new HashSet<>(rows.keepLasts(tx, queues));
        Map<DeliveryId, Long> numbers = rows.insert(tx, entries);
        Map<DeliveryId, QueuePosition> positions = HashMap.newHashMap(entries.size());
        for (Entry entry : entries) {
            long number = Objects.requireNonNull(numbers.get(entry.id()), "each that is queued has a number");
            positions.put(
                    entry.id(), new QueuePosition(entry.queue(), number, occupied.add(entry.queue()), entry.halts()));
        }
        return positions;
    }

    /** Locks these queues; called before their deliveries are completed or locked. */
    public void beginEnding(Transaction tx, Collection<QueuePosition> positions) throws SQLException {
        Set<String> queues = new TreeSet<>();
        positions.forEach(position -> queues.add(position.queue()));
        if (!queues.isEmpty()) {
            var _ = rows.firsts(tx, queues, Lock.ENDING);
        }
    }

    /** Removes finished deliveries; returns the queues whose next delivery became due. */
    public Set<String> leave(Transaction tx, List<QueuePosition> ended, Instant now) throws SQLException {
        if (ended.isEmpty()) {
            return Set.of();
        }
        rows.delete(tx, ended);
        Set<String> queues = new TreeSet<>();
        ended.forEach(position -> queues.add(position.queue()));
        Map<DeliveryId, String> nexts = new HashMap<>();
        rows.firsts(tx, queues, Lock.KEPT).forEach((queue, first) -> nexts.put(first.id(), queue));
        Set<String> unblocked = new HashSet<>();
        if (!nexts.isEmpty()) {
            rows.makeDue(tx, nexts.keySet(), DeliveryQueue.BEHIND_OTHERS, now)
                    .forEach(id -> unblocked.add(nexts.get(id)));
        }
        return unblocked;
    }

    /**
     * Returns the due deliveries that may be sent. Others, which are not the first of their queues, such as
     * those that a stopped worker had leased, are made to wait again.
     *
     * @param position the position; null if it is in no queue
     */
    public <T> List<T> first(
            Transaction tx,
            List<T> due,
            Function<T, DeliveryId> id,
            Function<T, @Nullable QueuePosition> position,
            Instant now)
            throws SQLException {
        Map<DeliveryId, QueuePosition> positions = new HashMap<>();
        for (T one : due) {
            QueuePosition queued = position.apply(one);
            if (queued != null) {
                positions.put(id.apply(one), queued);
            }
        }
        Set<DeliveryId> waiting = sendToWait(tx, positions);
        permits.leave(tx, waiting, now);
        return waiting.isEmpty()
                ? due
                : due.stream().filter(one -> !waiting.contains(id.apply(one))).toList();
    }

    private Set<DeliveryId> sendToWait(Transaction tx, Map<DeliveryId, QueuePosition> due) throws SQLException {
        Map<DeliveryId, QueuePosition> behind = notFirst(tx, due, Lock.NONE);
        if (behind.isEmpty()) {
            return Set.of();
        }
        Set<DeliveryId> waiting = notFirst(tx, behind, Lock.KEPT).keySet();
        if (!waiting.isEmpty()) {
            rows.makeWait(tx, waiting, DeliveryQueue.BEHIND_OTHERS);
        }
        return waiting;
    }

    private Map<DeliveryId, QueuePosition> notFirst(Transaction tx, Map<DeliveryId, QueuePosition> some, Lock lock)
            throws SQLException {
        if (some.isEmpty()) {
            return Map.of();
        }
        Set<String> queues = new TreeSet<>();
        some.values().forEach(position -> queues.add(position.queue()));
        Map<String, First> firsts = rows.firsts(tx, queues, lock);
        Map<DeliveryId, QueuePosition> behind = new HashMap<>();
        some.forEach((id, position) -> {
            First first = firsts.get(position.queue());
            if (first != null && first.position() < position.number()) {
                behind.put(id, position);
            }
        });
        return behind;
    }
}
