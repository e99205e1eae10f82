package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The permits of concurrency keys. A delivery with a key has a row in {@code concurrency_permits} from its first claim on: it has a
 * permit, or it waits for one and is not due. Any completion returns the permit: the first that waits gets it and becomes due. So a
 * key has waiting deliveries only while others have permits, whoever ends these. A claim that finds the limit raised gives more
 * permits, and one that finds it lowered takes back those that are not used.
 *
 * <p>Keys are locked after queues and before deliveries. A claim has locked its deliveries already: it takes only keys that no
 * other transaction has locked, and leaves the deliveries of the others due. See docs/adr/0023.
 */
public final class ConcurrencyPermits {
    /** How often a claim looks again for due deliveries after it has made some wait. */
    public static final int SCANS = 10;

    private static final int IDS_PER_STATEMENT = 500;

    public static final Sql WITH_PERMIT = Sql.of("""
        SELECT delivery_id FROM concurrency_permits WHERE concurrency_key = :key AND waiting = 0
        """);

    public static final Sql NEXT = Sql.of("""
        SELECT delivery_id
        FROM concurrency_permits
        WHERE concurrency_key = :key AND waiting = 1
        ORDER BY delivery_id
        LIMIT :limit
        """);

    public static final DialectSql OF_DELIVERIES = DialectSql.of("""
        SELECT delivery_id, concurrency_key, waiting FROM concurrency_permits WHERE delivery_id IN ({:id})
        """, """
        SELECT delivery_id, concurrency_key, waiting FROM concurrency_permits WHERE delivery_id = ANY (:id)
        """, """
        SELECT delivery_id, concurrency_key, waiting FROM concurrency_permits WHERE delivery_id IN ({:id})
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO concurrency_permits (delivery_id, concurrency_key, waiting) VALUES (:id, :key, :waiting)
        """);

    private static final Sql DELETE = Sql.of("""
        DELETE FROM concurrency_permits WHERE delivery_id = :id
        """);

    private static final Sql GIVE = Sql.of("""
        UPDATE concurrency_permits SET waiting = 0 WHERE delivery_id = :id
        """);

    private static final Sql LIMITED = Sql.of("""
        SELECT 1 FROM notifications WHERE id = :id AND concurrency_key IS NOT NULL
        """);

    // Each permit is looked up by its delivery: permits are not read whole and hashed.
    public static final DialectSql OF_NOTIFICATION = DialectSql.of("""
        SELECT p.delivery_id
        FROM deliveries d
        CROSS JOIN concurrency_permits p ON p.delivery_id = d.id
        WHERE d.notification_seq = (SELECT seq FROM notifications WHERE id = :id) AND d.status <> 'sending'
        """, """
        SELECT p.delivery_id
        FROM deliveries d
        CROSS JOIN LATERAL (SELECT c.delivery_id FROM concurrency_permits c WHERE c.delivery_id = d.id LIMIT 1) p
        WHERE d.notification_id = :id AND d.status <> 'sending'
        """, """
        SELECT p.delivery_id
        FROM deliveries d
        STRAIGHT_JOIN concurrency_permits p ON p.delivery_id = d.id
        WHERE d.notification_id = :id AND d.status <> 'sending'
        """);

    private final Dialect dialect;
    private final ConcurrencyRows rows;

    public ConcurrencyPermits(Dialect dialect, ConcurrencyRows rows) {
        this.dialect = dialect;
        this.rows = rows;
    }

    /**
     * A delivery that a claim would lease.
     *
     * @param sending whether it was sent under a lease that lapsed: it keeps its permit
     */
    private record Candidate(DeliveryId id, ConcurrencyKey key, boolean sending) {}

    /**
     * The candidates that are not leased.
     *
     * @param again whether some are not due any more or became due, so that the claim looks again
     */
    public record Refusal(Set<DeliveryId> ids, boolean again) {
        static final Refusal NONE = new Refusal(Set.of(), false);

        /** Returns the others. */
        public <T> List<T> admitted(List<T> due, Function<T, DeliveryId> id) {
            return ids.isEmpty()
                    ? due
                    : due.stream().filter(one -> !ids.contains(id.apply(one))).toList();
        }
    }

    private record Row(DeliveryId id, String key, boolean waiting) {}

    /** Gives permits to the due deliveries with a key as far as there are any; the others wait. */
    public <T> Refusal admit(
            Transaction tx,
            List<T> due,
            Function<T, DueDelivery> delivery,
            Function<T, Notification> notification,
            ConcurrencyLimits limits,
            Instant now)
            throws SQLException {
        List<Candidate> candidates = new ArrayList<>();
        for (T one : due) {
            ConcurrencyKey key = ConcurrencyKey.of(notification.apply(one));
            if (key != null) {
                DueDelivery found = delivery.apply(one);
                candidates.add(new Candidate(found.id(), key, found.lapsed()));
            }
        }
        return admit(tx, candidates, limits, now);
    }

    private Refusal admit(Transaction tx, List<Candidate> candidates, ConcurrencyLimits limits, Instant now)
            throws SQLException {
        if (candidates.isEmpty()) {
            return Refusal.NONE;
        }
        TreeMap<String, List<Candidate>> byKey = new TreeMap<>();
        for (Candidate one : candidates) {
            byKey.computeIfAbsent(DeliveryQueue.ofConcurrency(one.key()), _ -> new ArrayList<>())
                    .add(one);
        }
        Set<String> locked = rows.tryLock(tx, byKey.navigableKeySet());
        Set<DeliveryId> refused = new HashSet<>();
        List<DeliveryId> parked = new ArrayList<>();
        int given = 0;
        for (Map.Entry<String, List<Candidate>> of : byKey.entrySet()) {
            if (locked.contains(of.getKey())) {
                int limit = limits.of(of.getValue().getFirst().key().key());
                given += admit(tx, of.getKey(), of.getValue(), limit, now, parked);
            } else {
                of.getValue().forEach(one -> refused.add(one.id()));
            }
        }
        if (!parked.isEmpty()) {
            rows.park(tx, parked);
            refused.addAll(parked);
        }
        return new Refusal(refused, given > 0 || !parked.isEmpty());
    }

    /**
     * Returns how many others of the key became due.
     *
     * @param waiting receives the candidates that must wait
     */
    private int admit(
            Transaction tx, String key, List<Candidate> candidates, int limit, Instant now, List<DeliveryId> waiting)
            throws SQLException {
        Set<DeliveryId> holders = Set.copyOf(withPermit(tx, key));
        int free = limit - holders.size();
        List<Row> changed = new ArrayList<>();
        for (Candidate one : candidates) {
            boolean holds = holders.contains(one.id());
            if (holds && (one.sending() || free >= 0)) {
                continue;
            }
            boolean waits = !one.sending() && (holds || free <= 0);
            // A permit beyond a limit that was lowered is not given to another.
            free += holds ? 1 : waits ? 0 : -1;
            changed.add(new Row(one.id(), key, waits));
            if (waits) {
                waiting.add(one.id());
            }
        }
        replace(tx, changed);
        return give(tx, key, free, now);
    }

    private static List<DeliveryId> withPermit(Transaction tx, String key) throws SQLException {
        return tx.prepared(WITH_PERMIT).text("key", key).list(row -> Columns.delivery(row, "delivery_id"));
    }

    private static void replace(Transaction tx, List<Row> changed) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        delete(tx, changed.stream().map(Row::id).toList());
        Binding insert = tx.prepared(INSERT);
        for (Row row : changed) {
            insert.id("id", row.id())
                    .text("key", row.key())
                    .number("waiting", row.waiting() ? 1 : 0)
                    .addBatch();
        }
        insert.executeBatch();
    }

    private static void delete(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        Binding delete = tx.prepared(DELETE);
        for (DeliveryId id : ids) {
            delete.id("id", id).addBatch();
        }
        delete.executeBatch();
    }

    /** Gives permits of a locked key to the deliveries that wait first; returns how many became due. */
    private int give(Transaction tx, String key, int permits, Instant now) throws SQLException {
        int given = 0;
        while (given < permits) {
            List<DeliveryId> next = tx.prepared(NEXT)
                    .text("key", key)
                    .number("limit", permits - given)
                    .list(row -> Columns.delivery(row, "delivery_id"));
            if (next.isEmpty()) {
                break;
            }
            Set<DeliveryId> woken = rows.wake(tx, next, now);
            for (DeliveryId id : next) {
                // What does not wait any more has ended.
                tx.prepared(woken.contains(id) ? GIVE : DELETE).id("id", id).update();
            }
            given += woken.size();
        }
        return given;
    }

    /** Locks the keys of completions, before their deliveries. */
    public void lock(Transaction tx, Collection<ConcurrencyKey> keys) throws SQLException {
        SortedSet<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(DeliveryQueue.ofConcurrency(key)));
        if (!names.isEmpty()) {
            rows.lock(tx, names);
        }
    }

    /** Locks the keys of deliveries that have a permit or wait for one, before these are changed. */
    public void lockOf(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        lockOf(tx, rowsOf(tx, ids));
    }

    private void lockOf(Transaction tx, List<Row> some) throws SQLException {
        SortedSet<String> keys = new TreeSet<>();
        some.forEach(row -> keys.add(row.key()));
        if (!keys.isEmpty()) {
            rows.lock(tx, keys);
        }
    }

    private List<Row> rowsOf(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        List<DeliveryId> all = List.copyOf(ids);
        List<Row> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += IDS_PER_STATEMENT) {
            List<DeliveryId> some = all.subList(from, Math.min(from + IDS_PER_STATEMENT, all.size()));
            found.addAll(tx.prepared(dialect.of(OF_DELIVERIES).repeat("id", some.size()))
                    .ids("id", some)
                    .list(row -> new Row(
                            Columns.delivery(row, "delivery_id"),
                            row.getString("concurrency_key"),
                            row.getInt("waiting") == 1)));
        }
        return found;
    }

    /** Removes deliveries that have ended or wait for something else. */
    public void leave(Transaction tx, Collection<DeliveryId> ids, Instant now) throws SQLException {
        List<Row> some = rowsOf(tx, ids);
        if (!some.isEmpty()) {
            lockOf(tx, some);
            // Before the lock, another transaction may have given a permit to one that waited.
            var _ = remove(tx, rowsOf(tx, ids), now);
        }
    }

    /** Returns the permits of completed deliveries, whose keys are locked; returns the keys whose next delivery became due. */
    public Set<ConcurrencyKey> complete(Transaction tx, Map<DeliveryId, ConcurrencyKey> completed, Instant now)
            throws SQLException {
        Set<String> unblocked = remove(tx, rowsOf(tx, completed.keySet()), now);
        Set<ConcurrencyKey> keys = new HashSet<>();
        for (ConcurrencyKey key : completed.values()) {
            if (unblocked.contains(DeliveryQueue.ofConcurrency(key))) {
                keys.add(key);
            }
        }
        return keys;
    }

    private Set<String> remove(Transaction tx, List<Row> some, Instant now) throws SQLException {
        if (some.isEmpty()) {
            return Set.of();
        }
        delete(tx, some.stream().map(Row::id).toList());
        Map<String, Integer> returned = new TreeMap<>();
        some.forEach(row -> returned.merge(row.key(), row.waiting() ? 0 : 1, Integer::sum));
        Set<String> unblocked = new HashSet<>();
        for (Map.Entry<String, Integer> one : returned.entrySet()) {
            int given = give(tx, one.getKey(), one.getValue(), now);
            if (given > 0) {
                unblocked.add(one.getKey());
            }
            if (given < one.getValue()) {
                rows.forget(tx, one.getKey());
            }
        }
        return unblocked;
    }

    /** Returns, for each that waits, one that has a permit of its key. */
    public Map<DeliveryId, DeliveryId> holders(Transaction tx, Collection<DeliveryId> waiting) throws SQLException {
        Map<String, DeliveryId> byKey = new HashMap<>();
        Map<DeliveryId, DeliveryId> holders = new HashMap<>();
        for (Row row : rowsOf(tx, waiting)) {
            if (row.waiting()) {
                DeliveryId holder = byKey.get(row.key());
                if (holder == null) {
                    holder = withPermit(tx, row.key()).stream().findFirst().orElse(null);
                }
                if (holder != null) {
                    byKey.put(row.key(), holder);
                    holders.put(row.id(), holder);
                }
            }
        }
        return holders;
    }

    /** Returns the deliveries of a notification that have a permit or wait for one and are not sent now. */
    public List<DeliveryId> of(Transaction tx, NotificationId notification) throws SQLException {
        return tx.prepared(LIMITED).id("id", notification).exists()
                ? tx.prepared(dialect.of(OF_NOTIFICATION))
                        .id("id", notification)
                        .list(row -> Columns.delivery(row, "delivery_id"))
                : List.of();
    }
}
