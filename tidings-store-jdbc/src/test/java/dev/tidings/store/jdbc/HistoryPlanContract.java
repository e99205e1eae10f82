package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.testkit.store.QueryPlan;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements of erasure, labels and expansions beside a history: none reads a whole table. */
public abstract class HistoryPlanContract extends StoreContract {
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

    @BeforeEach
    void fill() {
        List<Acceptance> intents = new ArrayList<>();
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < INTENTS; i++) {
            List<NewDelivery> deliveries = new ArrayList<>();
            for (int recipient = 0; recipient < EACH; recipient++) {
                deliveries.add(sending("user:" + (i * EACH + recipient) % 100));
            }
            IntentKeys keys = IntentKeys.NONE.labeled(new IntentLabels(List.of("tag-" + i % 50), "cancel-" + i, false));
            Notification notification = keyed(notification(TENANT, "key-" + i), keys);
            intents.add(new Acceptance(notification, fingerprint("key-" + i), null, deliveries));
            deliveries.forEach(one -> completions.add(
                    Completion.sent(leased(notification, one), new Outcome.Sent(Evidence.status(200)), now())));
        }
        store().accepts().accept(intents, GRANT);
        store().completions().complete(completions);
        database().write("fill", tx -> {
            for (int i = 0; i < INTENTS; i++) {
                tx.prepared(ENDED).text("id", "ntf_" + i).update();
                tx.prepared(OPEN)
                        .text("id", "ntf_open_" + i)
                        .number("due", 1_000L * i)
                        .update();
                tx.prepared(CHUNK).text("id", "ntf_" + i).update();
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

    private LeasedDelivery leased(Notification notification, NewDelivery one) {
        return new LeasedDelivery(
                one.id(),
                notification,
                one.channel(),
                one.recipient(),
                one.address(),
                1,
                0,
                0,
                Objects.requireNonNull(one.token()),
                now());
    }

    @Test
    void an_erasure_reads_the_deliveries_of_its_recipient() {
        String id = "dlv_1";
        assertNothingWhole(ErasureTable.NEXT, TENANT, "user:1", "0", "9", 10);
        assertNothingWhole(ErasureTable.LAST, TENANT, "user:1");
        assertNothingWhole(ErasureTable.ERASE_ATTEMPTS, true, id);
        assertNothingWhole(ErasureTable.NOTIFICATIONS, id, id);
        assertNothingWhole(ErasureTable.SHARED, "ntf_1", "ntf_1", "ntf_1");
    }

    @Test
    void notifications_with_a_label_are_found_by_it_in_order() throws Exception {
        assertInOrder(LabelRows.FIND, TENANT, "tag", "tag-1", "ntf_0", "ntf_Z", 10);
        assertInOrder(database().dialect().of(LabelRows.FIND_REPLACEABLE), TENANT, "cancel-1");
        assertNothingWhole(LabelRows.READ, "ntf_1", TENANT);
    }

    @Test
    void expansions_read_no_ended_ones_and_subscribers_in_order() {
        assertNothingWhole(ExpansionTable.OLDEST, 1_000L);
        assertNothingWhole(ExpansionTable.OTHERS, 1_000L);
        assertNothingWhole(ExpansionTable.LEASED, "ntf_1");
        assertInOrder(ExpansionTable.SUBSCRIBERS, 1L, "user:1", 1L, 1L, 10);
        assertInOrder(ExpansionTable.CHUNKS, "ntf_1", 0L);
    }

    @Test
    void due_deliveries_are_counted_without_the_finished_ones() {
        assertNothingWhole(ExpansionTable.DUE, CHANNEL, 1_000L, 10);
        assertThat(plan(database().dialect().of(ExpansionTable.DUE), CHANNEL, 1_000L, 10)
                        .text())
                .containsAnyOf("due_at<?", "due_at <=", "range deliveries_due");
    }

    private void assertNothingWhole(DialectSql sql, Object... values) {
        assertNothingWhole(database().dialect().of(sql), values);
    }

    private void assertNothingWhole(Sql sql, Object... values) {
        QueryPlan plan = plan(sql, values);
        assertThat(plan.whole()).as("%s by %s", sql.text(), plan.text()).isEmpty();
    }

    private void assertInOrder(Sql sql, Object... values) {
        assertNothingWhole(sql, values);
        QueryPlan plan = plan(sql, values);
        assertThat(plan.sorts()).as("%s sorts by %s", sql.text(), plan.text()).isFalse();
    }

    private QueryPlan plan(Sql sql, Object... values) {
        return database().write("explain", tx -> explained(tx, sql, values));
    }

    private static QueryPlan explained(Transaction tx, Sql sql, Object... values) throws SQLException {
        return QueryPlan.of(tx.connection(), sql.text(), values);
    }
}
