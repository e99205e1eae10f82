package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes idempotency keys. One statement inserts the keys of a batch, ignores those that exist and returns the ones it inserted; a
 * second one, where it is needed at all, reads the holders of the others.
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
     * The holder of an idempotency key.
     *
     * @param fresh the key was free before this batch
     */
    record Holder(NotificationId id, byte[] fingerprint, boolean fresh) {}

    private static final Sql INSERT_KEYS = Sql.of("""
        INSERT IGNORE INTO idempotency (idempotency_key, producer, tenant, notification_id, fingerprint, created_at)
        VALUES {(:key, :producer, :tenant, :notification, :fingerprint, :now)}
        RETURNING idempotency_key, producer, tenant
        """);

    static final Sql FIND_KEYS = Sql.of("""
        SELECT idempotency_key, producer, tenant, notification_id, fingerprint
        FROM idempotency
        WHERE (idempotency_key, producer, tenant) IN ({(:key, :producer, :tenant)})
        """);

    private UniqueKeyInsert() {}

    /** Takes the free keys, each for the first of the batch that has it; returns the holder of every key. */
    static Map<IdempotencyKey, Holder> keys(Transaction tx, List<Acceptance> batch, Instant now) throws SQLException {
        Map<IdempotencyKey, Acceptance> wanted = new TreeMap<>();
        for (Acceptance one : batch) {
            wanted.putIfAbsent(IdempotencyKey.of(one.notification()), one);
        }
        Map<IdempotencyKey, Holder> held = new HashMap<>();
        for (List<Map.Entry<IdempotencyKey, Acceptance>> some : StatementLists.pieces(wanted.entrySet())) {
            insert(tx, some, now, held);
        }
        wanted.keySet().removeAll(held.keySet());
        for (List<IdempotencyKey> others : StatementLists.pieces(wanted.keySet())) {
            find(tx, others, held);
        }
        return held;
    }

    /** Returns the holders of the keys that are taken. */
    static Map<IdempotencyKey, Holder> find(Transaction tx, List<IdempotencyKey> keys) throws SQLException {
        Map<IdempotencyKey, Holder> held = new HashMap<>();
        for (List<IdempotencyKey> some : StatementLists.pieces(new TreeSet<>(keys))) {
            find(tx, some, held);
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
        Binding insert = tx.prepared(INSERT_KEYS.repeat("key", some.size()));
        for (Map.Entry<IdempotencyKey, Acceptance> one : some) {
            NotificationId id = one.getValue().notification().id();
            byte[] fingerprint = one.getValue().fingerprint();
            bind(insert, one.getKey())
                    .id("notification", id)
                    .bytes("fingerprint", fingerprint)
                    .time("now", now);
            wanted.put(one.getKey(), new Holder(id, fingerprint, true));
        }
        try (ResultSet row = insert.query()) {
            while (row.next()) {
                IdempotencyKey key = key(row);
                Holder holder = wanted.get(key);
                if (holder == null) {
                    // IGNORE truncates long values: verify that only keys of the batch were stored.
                    throw new IllegalStateException("an idempotency key of "
                            + key.key().length() + " characters was truncated; expected at most 255");
                }
                held.put(key, holder);
            }
        }
    }

    private static void find(Transaction tx, List<IdempotencyKey> keys, Map<IdempotencyKey, Holder> held)
            throws SQLException {
        Binding find = tx.prepared(FIND_KEYS.repeat("key", keys.size()));
        for (IdempotencyKey key : keys) {
            bind(find, key);
        }
        try (ResultSet row = find.query()) {
            while (row.next()) {
                held.put(
                        key(row),
                        new Holder(Columns.notification(row, "notification_id"), row.getBytes("fingerprint"), false));
            }
        }
    }

    private static Binding bind(Binding binding, IdempotencyKey key) throws SQLException {
        return binding.text("key", key.key()).text("producer", key.producer()).text("tenant", key.tenant());
    }

    private static IdempotencyKey key(ResultSet row) throws SQLException {
        return new IdempotencyKey(row.getString("idempotency_key"), row.getString("producer"), row.getString("tenant"));
    }
}
