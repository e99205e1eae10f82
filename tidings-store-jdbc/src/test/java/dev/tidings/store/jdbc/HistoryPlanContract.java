package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.testkit.store.PlanContract;
import dev.tidings.testkit.store.QueryPlan;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements of erasure, labels and expansions beside a history: none reads a whole table. */
public abstract class HistoryPlanContract extends PlanContract {
    private static final int INTENTS = 200;
    private static final int EACH = 5;

    private static final Sql ENDED = Sql.of("""
        INSERT INTO expansions (notification_id, tenant, topic, topic_seq, version, left_out, channels, total, position,
            expanded, deliveries, due_at, canceled, ended_at)
        VALUES (:id, 'default', 't', 1, 1, '', '', 1, '', 1, 1, NULL, false, 1)
        """);

    private static final Sql OPEN = Sql.of("""
        INSERT INTO expansions (notification_id, tenant, topic, topic_seq, version, left_out, channels, total, position,
            expanded, deliveries, due_at, canceled)
        VALUES (:id, 'default', 't', 1, 1, '', '', 1, '', 0, 0, :due, false)
        """);

    private static final Sql SUBSCRIBER = Sql.of("""
        INSERT INTO topic_subscribers (topic_seq, recipient, added_version) VALUES (:topic, :recipient, 1)
        """);

    private static final Sql CHUNK = Sql.of("""
        INSERT INTO expansion_recipients (notification_id, chunk, recipients) VALUES (:id, 1, 'user:1')
        """);

    private static final List<String> TABLES = List.of(
            "deliveries",
            "notifications",
            "attempts",
            "notification_labels",
            "expansions",
            "topic_subscribers",
            "expansion_recipients");

    protected HistoryPlanContract(StoreFactory factory) {
        super(factory);
    }

    private Database database() {
        return ((JdbcStore) store()).database();
    }

    @Override
    protected final QueryPlan plan(String sql, @Nullable Object... values) {
        return database().write("explain", tx -> QueryPlan.of(tx.connection(), sql, values));
    }

    /** For one id; PostgreSQL takes an array. */
    private String ofOneId(DialectSql sql) {
        Sql one = database().dialect().of(sql);
        return one.equals(sql.postgres())
                ? one.text().replace("ANY (?)", "ANY (ARRAY[?])")
                : one.repeat("ids", 1).text();
    }

    private String text(DialectSql sql) {
        return database().dialect().of(sql).text();
    }

    @BeforeEach
    void fill() {
        List<Acceptance> intents = new ArrayList<>();
        for (int i = 0; i < INTENTS; i++) {
            List<NewDelivery> deliveries = new ArrayList<>();
            for (int recipient = 0; recipient < EACH; recipient++) {
                deliveries.add(sending("user:" + (i * EACH + recipient) % 100));
            }
            IntentKeys keys = IntentKeys.NONE.labeled(new IntentLabels(List.of("tag-" + i % 50), "cancel-" + i, false));
            Notification notification = keyed(notification(TENANT, "key-" + i), keys);
            intents.add(new Acceptance(notification, fingerprint("key-" + i), null, deliveries));
        }
        acceptSent(intents);
        database().write("fill", tx -> {
            for (int i = 0; i < INTENTS; i++) {
                NotificationId ended = ids.notification(now());
                tx.prepared(ENDED).id("id", ended).update();
                tx.prepared(OPEN)
                        .id("id", ids.notification(now()))
                        .number("due", 1_000L * i)
                        .update();
                tx.prepared(CHUNK).id("id", ended).update();
                tx.prepared(SUBSCRIBER)
                        .number("topic", i % 4)
                        .text("recipient", "user:" + i)
                        .update();
            }
            return INTENTS;
        });
        database().write("analyze", tx -> {
            QueryPlan.analyze(tx.connection(), TABLES);
            return TABLES;
        });
    }

    @Test
    void an_erasure_reads_the_deliveries_of_its_recipient() {
        DeliveryId id = ids.delivery(now());
        NotificationId notification = ids.notification(now());
        assertNothingWhole(text(ErasureTable.NEXT), TENANT, "user:1", "00", "99", 10);
        assertNothingWhole(text(ErasureTable.LAST), TENANT, "user:1");
        assertNothingWhole(text(ErasureTable.ERASE_ATTEMPTS), true, id);
        assertNothingWhole(text(ErasureTable.NOTIFICATIONS), id, id);
        assertNothingWhole(text(ErasureTable.SHARED), notification, notification, notification);
        assertNothingWhole(ofOneId(ErasureTable.UNERASED), TENANT, id);
    }

    @Test
    void notifications_with_a_label_are_found_by_it_in_order() throws Exception {
        assertInOrder(
                LabelRows.FIND.text(),
                TENANT,
                "tag",
                "tag-1",
                NotificationId.first(Instant.EPOCH),
                ids.notification(now()),
                10);
        assertInOrder(text(LabelRows.FIND_REPLACEABLE), TENANT, "cancel-1");
        assertNothingWhole(LabelRows.READ.text(), ids.notification(now()), TENANT);
    }

    @Test
    void expansions_read_no_ended_ones_and_subscribers_in_order() {
        assertNothingWhole(ExpansionTable.OLDEST.text(), 1_000L);
        assertNothingWhole(ExpansionTable.OTHERS.text(), 1_000L);
        assertNothingWhole(ExpansionTable.LEASED.text(), ids.notification(now()));
        assertInOrder(ExpansionTable.SUBSCRIBERS.text(), 1L, "user:1", 1L, 1L, 10);
        assertInOrder(ExpansionTable.CHUNKS.text(), ids.notification(now()), 0L);
    }

    @Test
    void due_deliveries_are_counted_without_the_finished_ones() {
        assertNothingWhole(text(ExpansionTable.DUE), CHANNEL, 1_000L, 10);
        assertThat(plan(text(ExpansionTable.DUE), CHANNEL, 1_000L, 10).text())
                .containsAnyOf("due_at<?", "due_at <=", "range deliveries_due");
    }
}
