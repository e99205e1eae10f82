package dev.tidings.audience.jdbc;

import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.store.PlanContract;
import dev.tidings.testkit.store.QueryPlan;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements of recipients and topics beside many of both: none reads a whole table. */
abstract class AudiencePlanContract extends PlanContract {
    private static final int ROWS = 1_000;

    private static final Sql RECIPIENT = Sql.of("""
        INSERT INTO recipients (tenant, id, attributes, created_at, updated_at, version) VALUES ('default', :id, '', 1, 1, 1)
        """);

    private static final Sql TOPIC = Sql.of("""
        INSERT INTO topics (tenant, id, description, subscribers, version, created_at, updated_at)
        VALUES ('default', :id, '', 1, 1, 1, 1)
        """);

    private static final Sql SUBSCRIBER = Sql.of("""
        INSERT INTO topic_subscribers (topic_seq, recipient, added_version, removed_version) VALUES (:topic, :id, 1, :removed)
        """);

    private static final Sql EXPANSION = Sql.of("""
        INSERT INTO expansions (notification_id, tenant, topic, topic_seq, version, left_out, channels, total, position,
            expanded, deliveries, due_at, canceled, ended_at)
        VALUES (:id, 'default', 't', :topic, 1, '', '', 1, '', 1, 1, NULL, false, 1)
        """);

    AudiencePlanContract(StoreFactory factory) {
        super(factory);
    }

    private Database database() {
        return ((JdbcStore) store()).database();
    }

    @Override
    protected final QueryPlan plan(String sql, @Nullable Object... values) {
        return database().write("explain", tx -> QueryPlan.of(tx.connection(), sql, values));
    }

    @BeforeEach
    void fill() {
        database().write("fill", tx -> {
            for (int i = 0; i < ROWS; i++) {
                tx.prepared(RECIPIENT).text("id", "user:" + i).update();
                tx.prepared(TOPIC).text("id", "topic-" + i).update();
                tx.prepared(SUBSCRIBER)
                        .number("topic", i % 10)
                        .text("id", "user:" + i)
                        .number("removed", i % 3 == 0 ? 2L : null)
                        .update();
                tx.prepared(EXPANSION)
                        .id("id", ids.notification(now()))
                        .number("topic", i % 10)
                        .update();
            }
            QueryPlan.analyze(tx.connection(), List.of("recipients", "topics", "topic_subscribers", "expansions"));
            return ROWS;
        });
    }

    @Test
    void recipients_are_found_by_id_and_listed_in_order() {
        assertNothingWhole(JdbcRecipients.FIND.text(), TENANT, "user:1");
        assertInOrder(JdbcRecipients.LIST.text(), TENANT, "user:1", 10);
        assertNothingWhole(JdbcRecipients.REPLACE.text(), null, null, "{}", 1L, TENANT, "user:1", 1L);
    }

    @Test
    void topics_are_found_by_id_and_listed_in_order() {
        assertNothingWhole(JdbcTopics.FIND.text(), TENANT, "topic-1");
        assertNothingWhole(JdbcTopics.VERSION.text(), TENANT, "topic-1");
        assertInOrder(JdbcTopics.LIST.text(), TENANT, "topic-1", 10);
        assertNothingWhole(TenantTopics.READ.text(), TENANT, 10);
    }

    @Test
    void subscribers_are_listed_in_order_and_found_by_recipient() {
        assertInOrder(JdbcTopics.LIST_SUBSCRIBERS.text(), TENANT, "topic-1", "user:1", 10);
        assertNothingWhole(JdbcTopics.TOPICS_OF.text(), TENANT, "", 10, "user:1");
        for (DialectSql sql : List.of(SubscriberRows.KNOWN, SubscriberRows.DELETE)) {
            assertNothingWhole(ofRecipient(sql), 1L, "user:1");
        }
        assertNothingWhole(ofRecipient(SubscriberRows.MARK), 2L, 1L, "user:1");
    }

    /** For one recipient; PostgreSQL takes an array. */
    private String ofRecipient(DialectSql sql) {
        Sql one = database().dialect().of(sql);
        return one.equals(sql.postgres())
                ? one.text().replace("ANY (?)", "ANY (ARRAY[?])")
                : one.repeat("recipients", 1).text();
    }

    @Test
    void a_sweep_reads_the_removed_subscribers_and_open_expansions_of_its_topic() {
        assertNothingWhole(SubscriberRows.EXPANDING.text(), 1L);
        assertNothingWhole(TopicSweep.OLDEST_EXPANSION.text(), 1L);
        assertNothingWhole(TopicSweep.REMOVED.text(), 1L, 2L, 10);
        assertNothingWhole(TopicSweep.REMOVE_ONE.text(), 1L, "user:1", 1L);
        assertInOrder(TopicSweep.FIRST.text(), 1L, 10);
        assertNothingWhole(TopicSweep.REMOVE.text(), 1L, "user:1");
    }
}
