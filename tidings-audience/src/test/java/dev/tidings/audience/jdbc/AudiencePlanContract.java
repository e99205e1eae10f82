package dev.tidings.audience.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.store.QueryPlan;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements of recipients and topics beside many of both: none reads a whole table. */
abstract class AudiencePlanContract extends StoreContract {
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
                        .text("id", "ntf_" + i)
                        .number("topic", i % 10)
                        .update();
            }
            QueryPlan.analyze(tx.connection(), List.of("recipients", "topics", "topic_subscribers", "expansions"));
            return ROWS;
        });
    }

    @Test
    void recipients_are_found_by_id_and_listed_in_order() {
        assertNothingWhole(JdbcRecipients.FIND, TENANT, "user:1");
        assertInOrder(JdbcRecipients.LIST, TENANT, "user:1", 10);
        assertNothingWhole(JdbcRecipients.REPLACE, null, null, "{}", 1L, TENANT, "user:1", 1L);
    }

    @Test
    void topics_are_found_by_id_and_listed_in_order() {
        assertNothingWhole(JdbcTopics.FIND, TENANT, "topic-1");
        assertNothingWhole(JdbcTopics.VERSION, TENANT, "topic-1");
        assertInOrder(JdbcTopics.LIST, TENANT, "topic-1", 10);
        assertNothingWhole(TenantTopics.READ, TENANT, 10);
    }

    @Test
    void subscribers_are_listed_in_order_and_found_by_recipient() {
        assertInOrder(JdbcTopics.LIST_SUBSCRIBERS, TENANT, "topic-1", "user:1", 10);
        assertNothingWhole(JdbcTopics.TOPICS_OF, TENANT, "", 10, "user:1");
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
        assertNothingWhole(SubscriberRows.EXPANDING, 1L);
        assertNothingWhole(TopicSweep.OLDEST_EXPANSION, 1L);
        assertNothingWhole(TopicSweep.REMOVED, 1L, 2L, 10);
        assertNothingWhole(TopicSweep.REMOVE_ONE, 1L, "user:1", 1L);
        assertInOrder(TopicSweep.FIRST, 1L, 10);
        assertNothingWhole(TopicSweep.REMOVE, 1L, "user:1");
    }

    private void assertNothingWhole(Sql sql, @Nullable Object... values) {
        assertNothingWhole(sql.text(), values);
    }

    private void assertNothingWhole(String sql, @Nullable Object... values) {
        QueryPlan plan = plan(sql, values);
        assertThat(plan.whole()).as("%s by %s", sql, plan.text()).isEmpty();
    }

    private void assertInOrder(Sql sql, @Nullable Object... values) {
        assertNothingWhole(sql, values);
        QueryPlan plan = plan(sql.text(), values);
        assertThat(plan.sorts()).as("%s sorts by %s", sql.text(), plan.text()).isFalse();
    }

    private QueryPlan plan(String sql, @Nullable Object... values) {
        return database().write("explain", tx -> QueryPlan.of(tx.connection(), sql, values));
    }
}
