package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.ErasureStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Erases recipients. A delivery is erased in the transaction that sets {@code erased_at}, and only after it has ended: so no
 * completion can follow, except a late one, which finds its attempt marked as late already.
 */
public final class ErasureTable implements ErasureStore {
    private static final Sql FORGET_PROFILE = Sql.of("""
        DELETE FROM recipients WHERE tenant = :tenant AND id = :recipient
        """);

    private static final Sql FORGET_ENDPOINTS = Sql.of("""
        DELETE FROM endpoints WHERE tenant = :tenant AND recipient = :recipient
        """);

    // A slice under way loses its lease: it may have read the recipient already.
    private static final DialectSql LEAVE_OUT = DialectSql.of("""
        UPDATE expansions
        SET left_out = CASE WHEN left_out = '' THEN :recipient ELSE left_out || char(10) || :recipient END,
            lease_token = NULL, due_at = :now
        WHERE tenant = :tenant AND due_at IS NOT NULL
            AND instr(char(10) || left_out || char(10), char(10) || :recipient || char(10)) = 0
        """, """
        UPDATE expansions
        SET left_out = CASE WHEN left_out = '' THEN :recipient::text ELSE left_out || chr(10) || :recipient::text END,
            lease_token = NULL, due_at = :now
        WHERE tenant = :tenant AND due_at IS NOT NULL
            AND strpos(chr(10) || left_out || chr(10), chr(10) || :recipient::text || chr(10)) = 0
        """, """
        UPDATE expansions
        SET left_out = CASE WHEN left_out = '' THEN :recipient ELSE concat(left_out, char(10 USING utf8mb4), :recipient) END,
            lease_token = NULL, due_at = :now
        WHERE tenant = :tenant AND due_at IS NOT NULL
            AND locate(
                concat(char(10 USING utf8mb4), :recipient, char(10 USING utf8mb4)),
                concat(char(10 USING utf8mb4), left_out, char(10 USING utf8mb4))) = 0
        """);

    // In the order of an index of recipients, which is that of insertion in SQLite.
    public static final DialectSql NEXT = DialectSql.of("""
        SELECT d.id, d.status, d.erased_at, CAST(d.seq AS TEXT) AS position
        FROM deliveries d INDEXED BY deliveries_of_recipient
        WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.seq > CAST(:after AS INTEGER)
            AND d.seq <= CAST(:last AS INTEGER)
        ORDER BY d.seq
        LIMIT :rows
        """, """
        SELECT d.id, d.status, d.erased_at, encode(d.id, 'hex') AS position
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.id > decode(:after, 'hex') AND d.id <= decode(:last, 'hex')
        ORDER BY d.id
        LIMIT :rows
        """, """
        SELECT d.id, d.status, d.erased_at, hex(d.id) AS position
        FROM deliveries d FORCE INDEX (deliveries_of_recipient)
        WHERE d.tenant = :tenant AND d.recipient = :recipient AND d.id > unhex(:after) AND d.id <= unhex(:last)
        ORDER BY d.id
        LIMIT :rows
        """);

    public static final DialectSql LAST = DialectSql.of("""
        SELECT CAST(d.seq AS TEXT) AS position
        FROM deliveries d INDEXED BY deliveries_of_recipient
        WHERE d.tenant = :tenant AND d.recipient = :recipient
        ORDER BY d.seq DESC
        LIMIT 1
        """, """
        SELECT encode(d.id, 'hex') AS position
        FROM deliveries d
        WHERE d.tenant = :tenant AND d.recipient = :recipient
        ORDER BY d.id DESC
        LIMIT 1
        """, """
        SELECT hex(d.id) AS position
        FROM deliveries d FORCE INDEX (deliveries_of_recipient)
        WHERE d.tenant = :tenant AND d.recipient = :recipient
        ORDER BY d.id DESC
        LIMIT 1
        """);

    private static final Sql ERASE_DELIVERY = Sql.of("""
        UPDATE deliveries
        SET address = NULL, attempt_message = NULL, provider_message_id = NULL, request = NULL, response = NULL,
            erased_at = :now
        WHERE id = :id AND status IN ('sent', 'dead', 'skipped', 'canceled') AND erased_at IS NULL
        """);

    // A late completion records its attempt only where the result is unknown and not late.
    static final DialectSql ERASE_ATTEMPTS = DialectSql.ofSeqAndId("""
        UPDATE attempts
        SET message = NULL, provider_message_id = NULL, request = NULL, response = NULL,
            late = CASE WHEN result = 'unknown' THEN :yes ELSE late END
        WHERE delivery_seq = (SELECT seq FROM deliveries WHERE id = :id)
        """, """
        UPDATE attempts
        SET message = NULL, provider_message_id = NULL, request = NULL, response = NULL,
            late = CASE WHEN result = 'unknown' THEN :yes ELSE late END
        WHERE delivery_id = :id
        """);

    private static final Sql FORGET_ACKS = Sql.of("""
        DELETE FROM acks WHERE delivery_id = :id
        """);

    // Its own, and those that reuse the delivery.
    public static final DialectSql NOTIFICATIONS = DialectSql.ofSeqAndId("""
        SELECT n.id
        FROM deliveries d
        JOIN notifications n ON n.seq = d.notification_seq
        WHERE d.id = :id
        UNION
        SELECT n.id
        FROM deliveries d
        JOIN reuses r ON r.reused_seq = d.notification_seq AND r.delivery_id = d.id
        JOIN notifications n ON n.seq = r.notification_seq
        WHERE d.id = :id
        """, """
        SELECT d.notification_id AS id
        FROM deliveries d
        WHERE d.id = :id
        UNION
        SELECT r.notification_id AS id
        FROM deliveries d
        JOIN reuses r ON r.reused_id = d.notification_id AND r.delivery_id = d.id
        WHERE d.id = :id
        """);

    /** Of the erasures of two recipients of one notification, the second sees what the first has erased. */
    private static final DialectSql LOCK = DialectSql.of("""
        SELECT 1 FROM notifications WHERE id = :id
        """, """
        SELECT 1 FROM notifications WHERE id = :id FOR UPDATE
        """, """
        SELECT 1 FROM notifications WHERE id = :id FOR UPDATE
        """);

    // Each part finds its rows by a key; as conditions of one query they would be read whole and hashed.
    public static final DialectSql SHARED = DialectSql.ofSeqAndId("""
        SELECT 1
        FROM deliveries d
        WHERE d.notification_seq = (SELECT seq FROM notifications WHERE id = :id) AND d.erased_at IS NULL
        UNION ALL
        SELECT 1
        FROM reuses r
        JOIN deliveries d ON d.id = r.delivery_id
        WHERE r.notification_seq = (SELECT seq FROM notifications WHERE id = :id) AND d.erased_at IS NULL
        UNION ALL
        SELECT 1
        FROM expansions e
        WHERE e.notification_id = :id AND e.total > 1
        LIMIT 1
        """, """
        SELECT 1
        FROM deliveries d
        WHERE d.notification_id = :id AND d.erased_at IS NULL
        UNION ALL
        SELECT 1
        FROM reuses r
        JOIN deliveries d ON d.id = r.delivery_id
        WHERE r.notification_id = :id AND d.erased_at IS NULL
        UNION ALL
        SELECT 1
        FROM expansions e
        WHERE e.notification_id = :id AND e.total > 1
        LIMIT 1
        """);

    private static final Sql ERASE_CONTENT = Sql.of("""
        UPDATE notifications
        SET title = NULL, summary = NULL, fallback = NULL, target_url = NULL, payload = NULL
        WHERE id = :id
        """);

    // By id: the index of tenants reads all deliveries of this one.
    public static final DialectSql UNERASED = DialectSql.of("""
        SELECT d.id FROM deliveries d WHERE +d.tenant = :tenant AND d.erased_at IS NULL AND d.id IN ({:ids})
        """, """
        SELECT d.id FROM deliveries d WHERE d.tenant = :tenant AND d.erased_at IS NULL AND d.id = ANY (:ids)
        """, """
        SELECT d.id
        FROM deliveries d FORCE INDEX (PRIMARY)
        WHERE d.tenant = :tenant AND d.erased_at IS NULL AND d.id IN ({:ids})
        """);

    private static final DialectSql RECORD = DialectSql.of("""
        INSERT INTO operational_events (id, tenant, kind, subject, message, happened_at)
        VALUES (:id, :tenant, 'recipient.erased', :recipient, :message, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO operational_events (id, tenant, kind, subject, message, happened_at)
        VALUES (:id, :tenant, 'recipient.erased', :recipient, :message, :now)
        """);

    private final Database database;
    private final InstantSource clock;
    private final ChangeStore changes;
    private final Dialect dialect;

    /** A delivery to look at. */
    private record Row(DeliveryId id, String status, boolean erased, String position) {
        boolean waiting() {
            return status.equals("pending") || status.equals("failed");
        }
    }

    public ErasureTable(Database database, InstantSource clock, ChangeStore changes) {
        this.database = database;
        this.clock = clock;
        this.changes = changes;
        this.dialect = database.dialect();
    }

    @Override
    public int forget(String tenant, String recipient) {
        return database.write("forget a recipient", tx -> {
            bound(tx, FORGET_PROFILE, tenant, recipient).update();
            int removed = bound(tx, FORGET_ENDPOINTS, tenant, recipient).update();
            bound(tx, dialect.of(LEAVE_OUT), tenant, recipient)
                    .time("now", clock.instant())
                    .update();
            return removed;
        });
    }

    private static Binding bound(Transaction tx, Sql statement, String tenant, String recipient) throws SQLException {
        return tx.prepared(statement).text("tenant", tenant).text("recipient", recipient);
    }

    @Override
    public @Nullable String last(String tenant, String recipient) {
        return database.read(
                "read the last delivery to a recipient",
                tx -> bound(tx, dialect.of(LAST), tenant, recipient)
                        .<String>first(row -> row.getString("position"))
                        .orElse(null));
    }

    @Override
    public ErasureStep erase(String tenant, String recipient, String last, String after, int limit) {
        List<Row> rows = database.read(
                "read the deliveries of a recipient",
                tx -> bound(tx, dialect.of(NEXT), tenant, recipient)
                        .text("after", after)
                        .text("last", last)
                        .number("rows", limit + 1)
                        .list(row -> new Row(
                                Columns.delivery(row, "id"),
                                row.getString("status"),
                                Columns.timeOrNull(row, "erased_at") != null,
                                row.getString("position"))));
        boolean more = rows.size() > limit;
        List<Row> open = (more ? rows.subList(0, limit) : rows)
                .stream().filter(row -> !row.erased()).toList();
        var _ = changes.cancelAll(
                tenant, open.stream().filter(Row::waiting).map(Row::id).toList());
        List<Row> unfinished = open.isEmpty()
                ? List.of()
                : database.write("erase deliveries", tx -> {
                    dialect.keepEnded(tx, List.of());
                    return erase(tx, open, clock.instant());
                });
        return new ErasureStep(
                open.size() - unfinished.size(),
                unfinished.isEmpty() ? null : before(rows, unfinished.getFirst(), after),
                more ? rows.get(limit - 1).position() : null);
    }

    private static String before(List<Row> rows, Row row, String start) {
        int index = rows.indexOf(row);
        return index == 0 ? start : rows.get(index - 1).position();
    }

    /** Returns those that have not ended. */
    private List<Row> erase(Transaction tx, List<Row> rows, Instant now) throws SQLException {
        List<Row> unfinished = new ArrayList<>();
        // Locked in the order of their ids, so that concurrent erasures do not deadlock.
        TreeSet<NotificationId> notifications = new TreeSet<>();
        for (Row row : rows) {
            DeliveryId id = row.id();
            int erased =
                    tx.prepared(ERASE_DELIVERY).time("now", now).id("id", id).update();
            if (erased == 0) {
                unfinished.add(row);
                continue;
            }
            tx.prepared(dialect.of(ERASE_ATTEMPTS))
                    .flag("yes", true)
                    .id("id", id)
                    .update();
            tx.prepared(FORGET_ACKS).id("id", id).update();
            notifications.addAll(tx.prepared(dialect.of(NOTIFICATIONS))
                    .id("id", id)
                    .list(found -> Columns.notification(found, "id")));
        }
        for (NotificationId id : notifications) {
            eraseContent(tx, id);
        }
        return unfinished;
    }

    private void eraseContent(Transaction tx, NotificationId id) throws SQLException {
        var _ = tx.prepared(dialect.of(LOCK)).id("id", id).exists();
        if (!tx.prepared(dialect.of(SHARED)).id("id", id).exists()) {
            tx.prepared(ERASE_CONTENT).id("id", id).update();
        }
    }

    @Override
    public Set<DeliveryId> unerased(String tenant, Collection<DeliveryId> deliveries) {
        Set<DeliveryId> ids = Set.copyOf(deliveries);
        if (ids.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(database.read(
                "read which deliveries are erased",
                tx -> tx.prepared(dialect.of(UNERASED).repeat("ids", ids.size()))
                        .text("tenant", tenant)
                        .ids("ids", ids)
                        .list(row -> Columns.delivery(row, "id"))));
    }

    @Override
    public void recordErased(String tenant, String recipient, String runId) {
        database.write(
                "record an erasure",
                tx -> bound(tx, dialect.of(RECORD), tenant, recipient)
                        .text("id", "evt_" + runId.substring(runId.indexOf('_') + 1))
                        .text("message", "erased by " + runId)
                        .time("now", clock.instant())
                        .update());
    }
}
