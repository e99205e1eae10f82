package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.client.submit.Intent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The contract of an outbox, for every database. */
abstract class OutboxContract extends OutboxRig {
    private static List<Shipment> shipped(Claim claim) {
        return claim.rows().stream()
                .map(row -> (Shipment) new Shipment.Shipped())
                .toList();
    }

    private static Shipment refused() {
        return new Shipment.Refused(
                AcceptingShipper.problem("invalid_field", "channels[0] is webhook; expected email"));
    }

    @Test
    void committed_intents_are_shipped_unchanged_and_rolled_back_ones_are_not() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            outbox.publish(connection, INTENT.key("never"));
            connection.rollback();
        }
        Intent traced =
                INTENT.with(message -> message.setTraceparent("00-1-2-01").setTracestate("a=b"));
        commit(connection -> outbox.publish(connection, traced.key("k\u00e9y \ud83d\ude00"), "order:1"));

        ship(options());

        assertThat(acceptance.rows()).singleElement().satisfies(row -> {
            assertThat(row.intent()).isEqualTo(traced.key("k\u00e9y \ud83d\ude00"));
            assertThat(row.orderingKey()).isEqualTo("order:1");
            assertThat(row.document()).contains("\"event_version\":1").contains("{\"order\": 1.50}");
            assertThat(row.attempts()).isEqualTo(1);
        });
        assertThat(admin.lag()).isEqualTo(new OutboxLag(0, 0, Duration.ZERO));
    }

    @Test
    void an_intent_without_a_key_gets_a_permanent_one() throws SQLException {
        List<String> keys = new ArrayList<>();
        commit(connection -> keys.add(outbox.publish(connection, INTENT)));
        acceptance.judge(row -> row.attempts() == 1 ? later("unavailable") : null);

        await().atMost(TIMEOUT).untilAsserted(() -> {
            ship(options());
            assertThat(acceptance.keys()).isEqualTo(keys);
        });
        assertThat(acceptance.asked()).containsExactly(keys.get(0), keys.get(0));
    }

    private static Shipment later(String code) {
        return new Shipment.Later(AcceptingShipper.problem(code, "not now"));
    }

    @Test
    void publishing_without_a_transaction_is_refused() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThatThrownBy(() -> outbox.publish(connection, INTENT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expected setAutoCommit(false)");
        }
        assertThat(admin.lag().pending()).isZero();
    }

    @Test
    void several_relays_ship_every_row_once_and_each_key_in_order() throws Exception {
        int keys = 12;
        int rowsOfEach = 15;
        OutboxRelay[] relays = new OutboxRelay[3];
        for (int i = 0; i < relays.length; i++) {
            relays[i] = new OutboxRelay(
                            dataSource, table, acceptance, options().threads(2).batch(1 + 7 * i))
                    .start();
        }
        ExecutorService publishers = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> published = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                String orderingKey = "order:" + key;
                published.add(publishers.submit(() -> {
                    for (int i = 0; i < rowsOfEach; i++) {
                        publish(orderingKey + "/" + i, orderingKey);
                        publish(orderingKey + "/free/" + i);
                        relays[i % relays.length].wake();
                    }
                    return null;
                }));
            }
            for (Future<?> each : published) {
                each.get();
            }
            await().atMost(TIMEOUT).until(() -> acceptance.keys().size() == 2 * keys * rowsOfEach);
            await().atMost(TIMEOUT).until(() -> admin.lag().pending() == 0);
        } finally {
            publishers.shutdown();
            for (OutboxRelay relay : relays) {
                relay.stop();
            }
        }
        assertThat(acceptance.asked()).doesNotHaveDuplicates();
        for (int key = 0; key < keys; key++) {
            String prefix = "order:" + key + "/";
            assertThat(acceptance.keys())
                    .filteredOn(each -> each.startsWith(prefix) && !each.contains("free"))
                    .containsExactlyElementsOf(IntStream.range(0, rowsOfEach)
                            .mapToObj(i -> prefix + i)
                            .toList());
        }
    }

    @Test
    void an_abandoned_row_is_taken_over_after_its_lease_and_the_late_result_is_discarded() throws Exception {
        publish("a");
        publish("b", "order:1");
        publish("c", "order:1");
        Claim dead = claims().claim("dead", "token-1", 10, Duration.ofMillis(1));
        assertThat(dead.rows()).extracting(OutboxRow::idempotencyKey).containsExactlyInAnyOrder("a", "b");

        Claim[] taken = {new Claim("", List.of(), 0)};
        await().atMost(TIMEOUT).until(() -> {
            taken[0] = claims().claim("alive", "token-2", 10, LEASE);
            return !taken[0].rows().isEmpty();
        });
        assertThat(taken[0].rows()).extracting(OutboxRow::attempts).containsOnly(2);
        assertThat(taken[0].rows()).hasSize(2);

        int late = settlements().settle(dead, shipped(dead));
        assertThat(late).isZero();
        assertThat(admin.lag().pending()).isEqualTo(3);
        assertThat(claims().claim("third", "token-3", 10, LEASE).rows())
                .as("c, before b is gone")
                .isEmpty();

        assertThat(settlements().settle(taken[0], shipped(taken[0]))).isEqualTo(2);
        assertThat(claims().claim("third", "token-4", 10, LEASE).rows())
                .extracting(OutboxRow::idempotencyKey)
                .containsExactly("c");
    }

    @Test
    void a_refused_row_is_dead_with_its_reason_and_its_key_waits_until_it_is_replayed() throws SQLException {
        publish("bad", "order:1");
        publish("good", "order:1");
        publish("other", "order:2");
        publish("free");
        acceptance.judge(row -> row.idempotencyKey().equals("bad") ? refused() : null);

        ship(options());

        assertThat(acceptance.keys()).containsExactlyInAnyOrder("other", "free");
        assertThat(admin.lag()).extracting(OutboxLag::pending, OutboxLag::dead).containsExactly(1L, 1L);
        DeadRow dead = admin.dead(0, 10).get(0);
        assertThat(dead.code()).isEqualTo("invalid_field");
        assertThat(dead.reason()).isEqualTo("channels[0] is webhook; expected email");
        assertThat(dead.idempotencyKey()).isEqualTo("bad");
        assertThat(dead.attempts()).isEqualTo(1);
        assertThat(admin.dead(dead.id(), 10)).isEmpty();

        assertThat(admin.replay(dead.id())).isTrue();
        assertThat(admin.replay(dead.id())).as("it is not dead any more").isFalse();
        ship(options());
        assertThat(admin.dead(0, 10)).singleElement().satisfies(again -> {
            assertThat(again.attempts()).isEqualTo(2);
            assertThat(again.replays()).isEqualTo(1);
        });

        acceptance.judge(row -> null);
        assertThat(admin.replayAll()).isEqualTo(1);
        ship(options());
        assertThat(acceptance.keys()).endsWith("bad", "good");
        assertThat(admin.lag()).isEqualTo(new OutboxLag(0, 0, Duration.ZERO));
    }

    @Test
    void discarding_a_dead_row_releases_its_key() throws SQLException {
        publish("bad", "order:1");
        publish("good", "order:1");
        acceptance.judge(row -> row.idempotencyKey().equals("bad") ? refused() : null);
        ship(options());

        assertThat(admin.discard(admin.dead(0, 10).get(0).id())).isTrue();
        ship(options());

        assertThat(acceptance.keys()).containsExactly("good");
    }

    @Test
    void a_dead_row_does_not_block_its_key_with_key_goes_on() throws SQLException {
        publish("bad", "order:1");
        publish("good", "order:1");
        publish("better", "order:1");
        acceptance.judge(row -> row.idempotencyKey().equals("bad") ? refused() : null);

        ship(options().afterDead(AfterDead.KEY_GOES_ON));

        assertThat(acceptance.keys()).containsExactly("good", "better");
        assertThat(admin.lag().dead()).isEqualTo(1);
    }

    @Test
    void a_failed_row_waits_for_its_retry_after() throws SQLException {
        publish("a", "order:1");
        publish("b", "order:1");
        acceptance.judge(row -> new Shipment.Later(new dev.tidings.client.submit.Problem(
                "resource_exhausted", "x".repeat(3_000), null, null, null, Duration.ofHours(1))));

        ship(options());
        acceptance.judge(row -> null);
        ship(options());

        assertThat(acceptance.asked()).containsExactly("a");
        assertThat(admin.lag().pending()).isEqualTo(2);
    }

    @Test
    void the_lag_is_the_age_of_the_oldest_row_to_be_shipped() throws SQLException {
        publish("a");
        publish("b");
        execute("UPDATE " + table.name() + " SET created_at_ms = created_at_ms - 60000 WHERE idempotency_key = 'a'");

        OutboxLag lag = admin.lag();

        assertThat(lag.pending()).isEqualTo(2);
        assertThat(lag.oldestPending()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
    }

    @Test
    void rows_that_wait_behind_a_manually_deleted_row_are_released() throws SQLException {
        publish("a", "order:1");
        publish("b", "order:1");
        publish("c", "order:1");
        Claim claim = claims().claim("relay", "token", 10, LEASE);
        assertThat(claim.parked()).isEqualTo(2);
        execute("DELETE FROM " + table.name() + " WHERE idempotency_key = 'a'");

        assertThat(settlements().freeStranded()).isEqualTo(1);
        ship(options());

        assertThat(acceptance.keys()).containsExactly("b", "c");
    }

    @Test
    void two_rows_of_a_key_that_are_settled_at_once_release_the_row_behind_both() throws Exception {
        publish("second", "order:1");
        publish("third", "order:1");
        Claim second = claims().claim("relay", "token-2", 10, LEASE);
        assertThat(second.parked()).isEqualTo(1);
        publish("first", "order:1");
        // The transaction of the first row began before the others and was committed after them.
        execute("UPDATE " + table.name() + " SET id = -1 WHERE idempotency_key = 'first'");
        Claim first = claims().claim("relay", "token-1", 10, LEASE);
        assertThat(first.rows()).hasSize(1);

        DataSource together = new CommitsTogether(dataSource, unfinishedRemovals()).dataSource();
        ExecutorService relays = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> one = relays.submit(() -> settlements(together).settle(first, shipped(first)));
            Future<Integer> other = relays.submit(() -> settlements(together).settle(second, shipped(second)));
            assertThat(one.get() + other.get()).isEqualTo(2);
        } finally {
            relays.shutdown();
        }

        ship(options());
        assertThat(acceptance.keys()).containsExactly("third");
    }

    @Test
    void claiming_and_settling_do_not_read_waiting_rows() throws SQLException {
        fillWithWaiting();
        execute("ANALYZE " + (explain().endsWith("PLAN ") || explain().contains("COSTS") ? "" : "TABLE ")
                + table.name());
        publish("due", "order:1");
        OutboxSql sql = new OutboxSql(table, AfterDead.KEY_WAITS);

        assertThat(plan(dialect ->
                        sql.candidates(dialect).replace(":limit", "200").replace(":passed", "'none'")))
                .contains(table.name() + "_due")
                .contains(table.name() + "_order");
        assertThat(plan(dialect ->
                        sql.promote(dialect).replace(":key", "'order-1'").replace(":passed", "'none'")))
                .contains(table.name() + "_order")
                .doesNotContain(table.name() + "_due");
    }

    /** 4,500 rows of 7 ordering keys. */
    void fillWithWaiting() throws SQLException {
        execute("INSERT INTO " + table.name() + " (status, idempotency_key, ordering_key, intent) WITH RECURSIVE n AS"
                + " (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                + " SELECT 'waiting', concat_ws('-', 'k', a.i, b.i), concat_ws('-', 'order', a.i % 7), '{}'"
                + " FROM n a JOIN n b ON b.i <= 5");
    }

    private String plan(Function<OutboxDialect, String> sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(explain() + sql.apply(OutboxDialect.of(connection)))) {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                // MariaDB also names indexes that it could use; the index in use comes after them.
                int last = rows.getMetaData().getColumnCount();
                for (int i = last > 5 ? 6 : 1; i <= last; i++) {
                    plan.append(rows.getString(i)).append(' ');
                }
            }
            return plan.toString().toLowerCase(Locale.ROOT);
        }
    }
}
