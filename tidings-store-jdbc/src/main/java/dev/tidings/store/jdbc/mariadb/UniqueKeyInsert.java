package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Unique keys decide who was first. One statement inserts the keys of a batch, passes over those that are there and returns
 * the ones it inserted; a second one, where it is needed at all, asks whose the others are.
 */
final class UniqueKeyInsert {
    /** An idempotency key, in the order in which nodes lock them. */
    record IdempotencyKey(String key, String producer, String tenant) implements Comparable<IdempotencyKey> {
        private static final Comparator<IdempotencyKey> ORDER = Comparator.comparing(IdempotencyKey::key)
                .thenComparing(IdempotencyKey::producer)
                .thenComparing(IdempotencyKey::tenant);

        static IdempotencyKey of(Notification notification) {
            return new IdempotencyKey(notification.idempotencyKey(), notification.producer(), notification.tenant());
        }

        @Override
        public int compareTo(IdempotencyKey other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Who has an idempotency key.
     *
     * @param fresh the key was free before this batch
     */
    record Holder(NotificationId id, byte[] fingerprint, boolean fresh) {}

    private static final String INSERT_KEYS =
            "INSERT IGNORE INTO idempotency (idempotency_key, producer, tenant, notification_id, fingerprint,"
                    + " created_at) VALUES ";
    private static final int KEY_VALUES = 6;
    private static final String INSERTED = " RETURNING idempotency_key, producer, tenant";
    static final String FIND_KEYS = "SELECT idempotency_key, producer, tenant, notification_id, fingerprint"
            + " FROM idempotency WHERE (idempotency_key, producer, tenant) IN (";

    private UniqueKeyInsert() {}

    /** Takes the keys that are free, each for the first of the batch; says who has each now. */
    static Map<IdempotencyKey, Holder> keys(Transaction tx, List<Acceptance> batch, Instant now) throws SQLException {
        Map<IdempotencyKey, Acceptance> wanted = new TreeMap<>();
        for (Acceptance one : batch) {
            wanted.putIfAbsent(IdempotencyKey.of(one.notification()), one);
        }
        Map<IdempotencyKey, Holder> held = new HashMap<>();
        for (List<Map.Entry<IdempotencyKey, Acceptance>> some : Lists.pieces(wanted.entrySet())) {
            insert(tx, some, now, held);
        }
        wanted.keySet().removeAll(held.keySet());
        for (List<IdempotencyKey> others : Lists.pieces(wanted.keySet())) {
            find(tx, others, held);
        }
        return held;
    }

    private static void insert(
            Transaction tx,
            List<Map.Entry<IdempotencyKey, Acceptance>> some,
            Instant now,
            Map<IdempotencyKey, Holder> held)
            throws SQLException {
        Map<IdempotencyKey, Holder> wanted = new HashMap<>();
        Binding insert = tx.prepared(INSERT_KEYS + Lists.rows(some.size(), KEY_VALUES) + INSERTED);
        for (Map.Entry<IdempotencyKey, Acceptance> one : some) {
            NotificationId id = one.getValue().notification().id();
            byte[] fingerprint = one.getValue().fingerprint();
            bind(insert, one.getKey()).text(id.value()).bytes(fingerprint).time(now);
            wanted.put(one.getKey(), new Holder(id, fingerprint, true));
        }
        try (ResultSet row = insert.query()) {
            while (row.next()) {
                IdempotencyKey key = key(row);
                Holder holder = wanted.get(key);
                if (holder == null) {
                    // IGNORE cuts what is too long: no key may be stored that was not asked for.
                    throw new IllegalStateException("an idempotency key of "
                            + key.key().length() + " characters was cut; expected at most 255");
                }
                held.put(key, holder);
            }
        }
    }

    private static void find(Transaction tx, List<IdempotencyKey> keys, Map<IdempotencyKey, Holder> held)
            throws SQLException {
        Binding find = tx.prepared(FIND_KEYS + Lists.rows(keys.size(), 3) + ")");
        for (IdempotencyKey key : keys) {
            bind(find, key);
        }
        try (ResultSet row = find.query()) {
            while (row.next()) {
                held.put(key(row), new Holder(new NotificationId(row.getString(4)), row.getBytes(5), false));
            }
        }
    }

    private static Binding bind(Binding binding, IdempotencyKey key) throws SQLException {
        return binding.text(key.key()).text(key.producer()).text(key.tenant());
    }

    private static IdempotencyKey key(ResultSet row) throws SQLException {
        return new IdempotencyKey(row.getString(1), row.getString(2), row.getString(3));
    }
}
