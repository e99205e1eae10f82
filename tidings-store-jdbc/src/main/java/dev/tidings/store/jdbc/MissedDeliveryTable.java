package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DedupeScope;
import dev.tidings.core.store.DedupeSlot;
import dev.tidings.core.store.MissedDelivery;
import dev.tidings.core.store.MissedDeliveryStore;
import dev.tidings.core.store.NewDelivery;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Deliveries that endpoints missed: skipped ones become pending, the others are inserted. Both are in no queue. */
final class MissedDeliveryTable implements MissedDeliveryStore {
    private static final DialectSql SEND_SKIPPED = DialectSql.ofSeqAndId("""
        UPDATE deliveries
        SET status = 'pending', reason = NULL, attempts_used = 0, reclaim_count = 0, replay_count = replay_count + 1,
            due_at = max(:due, coalesce((SELECT n.not_before FROM notifications n WHERE n.seq = notification_seq), 0)),
            finished_at = NULL, queue = NULL, queue_position = NULL
        WHERE id = :id AND tenant = :tenant AND status = 'skipped' AND endpoint_id = :endpoint AND erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notifications n
                JOIN notification_labels l ON l.notification_id = n.id AND l.kind = 'superseded_by'
                WHERE n.seq = notification_seq
            )
        """, """
        UPDATE deliveries
        SET status = 'pending', not_sent = NULL, reason = NULL, attempts_used = 0, reclaim_count = 0,
            replay_count = replay_count + 1,
            due_at = greatest(:due, coalesce(
                (SELECT n.not_before FROM notifications n WHERE n.id = deliveries.notification_id), 0)),
            finished_at = NULL, queue = NULL, queue_position = NULL
        WHERE id = :id AND tenant = :tenant AND status = 'skipped' AND endpoint_id = :endpoint AND erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM notification_labels l WHERE l.notification_id = deliveries.notification_id AND l.kind = 'superseded_by'
            )
        """);

    private static final DialectSql INSERT = DialectSql.of("""
        INSERT INTO deliveries (id, notification_seq, tenant, recipient, channel, endpoint_id, status, due_at, attempt_number)
        SELECT :id, d.notification_seq, d.tenant, d.recipient, :channel, :endpoint, 'pending',
            max(:due, coalesce((SELECT n.not_before FROM notifications n WHERE n.seq = d.notification_seq), 0)), 0
        FROM deliveries d
        WHERE d.id = :of AND d.tenant = :tenant AND d.erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM notifications n
                JOIN notification_labels l ON l.notification_id = n.id AND l.kind = 'superseded_by'
                WHERE n.seq = d.notification_seq
            )
        ON CONFLICT DO NOTHING
        """, """
        INSERT INTO deliveries (id, notification_id, tenant, recipient, channel, endpoint_id, status, due_at, attempt_number)
        SELECT :id, d.notification_id, d.tenant, d.recipient, :channel, :endpoint, 'pending',
            greatest(:due, coalesce((SELECT n.not_before FROM notifications n WHERE n.id = d.notification_id), 0)), 0
        FROM deliveries d
        WHERE d.id = :of AND d.tenant = :tenant AND d.erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM notification_labels l WHERE l.notification_id = d.notification_id AND l.kind = 'superseded_by'
            )
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO deliveries (id, notification_id, tenant, recipient, channel, endpoint_id, status, due_at,
            attempt_number)
        SELECT :id, d.notification_id, d.tenant, d.recipient, :channel, :endpoint, 'pending',
            greatest(:due, coalesce((SELECT n.not_before FROM notifications n WHERE n.id = d.notification_id), 0)), 0
        FROM deliveries d
        WHERE d.id = :of AND d.tenant = :tenant AND d.erased_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM notification_labels l WHERE l.notification_id = d.notification_id AND l.kind = 'superseded_by'
            )
        """);

    private static final DialectSql KEY = DialectSql.ofSeqAndId("""
        SELECT d.recipient, n.dedupe_key, n.tenant, n.producer, n.type
        FROM deliveries d
        JOIN notifications n ON n.seq = d.notification_seq
        WHERE d.id = :of AND d.tenant = :tenant AND n.dedupe_key IS NOT NULL
        """, """
        SELECT d.recipient, n.dedupe_key, n.tenant, n.producer, n.type
        FROM deliveries d
        JOIN notifications n ON n.id = d.notification_id
        WHERE d.id = :of AND d.tenant = :tenant AND n.dedupe_key IS NOT NULL
        """);

    private final Database database;
    private final InstantSource clock;
    private final DedupeKeyTransfer slots;
    private final Sql sendSkipped;
    private final Sql insert;
    private final Sql key;

    MissedDeliveryTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        Dialect dialect = database.dialect();
        this.slots = new DedupeKeyTransfer(dialect);
        this.sendSkipped = dialect.of(SEND_SKIPPED);
        this.insert = dialect.of(INSERT);
        this.key = dialect.of(KEY);
    }

    @Override
    public List<DeliveryId> send(String tenant, List<MissedDelivery> missed, Set<String> dedupedByChannel) {
        if (missed.isEmpty()) {
            return List.of();
        }
        return database.write("send missed deliveries", tx -> {
            database.dialect()
                    .keepEnded(
                            tx,
                            missed.stream()
                                    .map(one -> one.exists() ? one.id() : one.of())
                                    .toList());
            Map<MissedDelivery, Instant> due = new TreeMap<>(Comparator.comparing(MissedDelivery::id));
            Instant now = clock.instant();
            for (MissedDelivery one : missed) {
                due.put(one, now.plusMillis(due.size()));
            }
            // In the order of their ids, so that concurrent transactions do not deadlock.
            List<DeliveryId> sent = new ArrayList<>();
            for (Map.Entry<MissedDelivery, Instant> one : due.entrySet()) {
                if (send(tx, tenant, one.getKey(), dedupedByChannel, one.getValue())) {
                    sent.add(one.getKey().id());
                }
            }
            return sent;
        });
    }

    private boolean send(Transaction tx, String tenant, MissedDelivery one, Set<String> dedupedByChannel, Instant due)
            throws SQLException {
        if (one.exists()) {
            return tx.prepared(sendSkipped)
                            .time("due", due)
                            .id("id", one.id())
                            .text("tenant", tenant)
                            .id("endpoint", one.endpoint())
                            .update()
                    == 1;
        }
        DedupeSlot slot = slot(tx, tenant, one, dedupedByChannel).orElse(null);
        if (slot != null
                && !slots.take(tx, one.of(), slot, one.id())
                && !slots.heldByOwnNotification(tx, one.of(), slot)) {
            return false;
        }
        return tx.prepared(insert)
                        .id("id", one.id())
                        .text("channel", one.channel())
                        .id("endpoint", one.endpoint())
                        .time("due", due)
                        .id("of", one.of())
                        .text("tenant", tenant)
                        .update()
                == 1;
    }

    /** The dedupe slot of a delivery to insert; empty if its intent has no dedupe key. */
    private Optional<DedupeSlot> slot(Transaction tx, String tenant, MissedDelivery one, Set<String> dedupedByChannel)
            throws SQLException {
        return tx.prepared(key)
                .id("of", one.of())
                .text("tenant", tenant)
                .first(row -> new Dedupe(row.getString("dedupe_key"), dedupedByChannel)
                        .slot(
                                new DedupeScope(
                                        row.getString("tenant"), row.getString("producer"), row.getString("type")),
                                NewDelivery.pending(one.id(), one.channel(), row.getString("recipient"), null)
                                        .to(one.endpoint())));
    }
}
