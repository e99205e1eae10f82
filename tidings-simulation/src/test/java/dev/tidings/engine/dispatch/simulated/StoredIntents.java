package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.simulation.IntentLedger;
import java.util.List;

/** Every row that an acceptance may write, in all tables of the real store. */
final class StoredIntents {
    private static final Sql ROWS = Sql.of("""
        SELECT 'notifications' AS place, id AS notification FROM notifications
        UNION ALL
        SELECT 'idempotency', notification_id FROM idempotency
        UNION ALL
        SELECT 'dedupe', (SELECT n.id FROM notifications n WHERE n.seq = notification_seq) FROM dedupe
        UNION ALL
        SELECT 'reuses', (SELECT n.id FROM notifications n WHERE n.seq = notification_seq) FROM reuses
        UNION ALL
        SELECT 'notification_labels', notification_id FROM notification_labels
        UNION ALL
        SELECT 'replacements', notification_id FROM replacements
        UNION ALL
        SELECT 'expansions', notification_id FROM expansions
        UNION ALL
        SELECT 'expansion_recipients', notification_id FROM expansion_recipients
        UNION ALL
        SELECT 'deliveries', (SELECT n.id FROM notifications n WHERE n.seq = notification_seq) FROM deliveries
        UNION ALL
        SELECT 'queued_deliveries',
            (SELECT n.id FROM deliveries d JOIN notifications n ON n.seq = d.notification_seq WHERE d.id = delivery_id)
        FROM queued_deliveries
        UNION ALL
        SELECT 'concurrency_permits',
            (SELECT n.id FROM deliveries d JOIN notifications n ON n.seq = d.notification_seq WHERE d.id = delivery_id)
        FROM concurrency_permits
        """);

    private static final Sql EVENTS = Sql.of("""
        SELECT 'operational_events' AS place, subject FROM operational_events WHERE subject LIKE 'ntf_%'
        """);

    private final JdbcStore store;
    private final IntentLedger intents;

    StoredIntents(JdbcStore store, IntentLedger intents) {
        this.store = store;
        this.intents = intents;
    }

    private record Row(String place, String notification) {}

    /** Returns the rows of notifications that were never accepted; empty if there are none. */
    String unaccepted() {
        List<Row> rows = store.database().read("list what acceptances wrote", tx -> {
            List<Row> found = tx.prepared(ROWS)
                    .list(row -> new Row(
                            row.getString("place"),
                            String.valueOf(NotificationId.ofBytesOrNull(row.getBytes("notification")))));
            found.addAll(tx.prepared(EVENTS).list(row -> new Row(row.getString("place"), row.getString("subject"))));
            return found;
        });
        List<Row> unaccepted =
                rows.stream().filter(row -> !intents.knows(row.notification())).toList();
        return unaccepted.isEmpty() ? "" : "stored though it was never accepted: " + unaccepted;
    }
}
