package dev.tidings.store.jdbc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.QueryStore;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.store.jdbc.ListedRarely;
import dev.tidings.store.jdbc.OperationalEventTable;
import dev.tidings.store.jdbc.QuarantineTable;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.WaitTable;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Hot statements beside many finished rows: which index they go by, and, as the server counts it, that they read no more
 * rows than they are about.
 */
@NeedsServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbPlanTest {
    private static final int FINISHED = 100_000;
    private static final int WAITING = 20;
    private static final int DEAD = 10;
    private static final int PAGE = 25;

    private final String url = MariaDbServer.shared().createDatabase();
    private @Nullable Connection opened;

    @BeforeAll
    void fill() throws SQLException {
        MariaDbStore.openOn(
                        SettableClock.atStart(), MariaDbDatabases.pool(url), new ReversingCipher(), new CountingIds())
                .close();
        opened = DriverManager.getConnection(url);
        int all = FINISHED + WAITING + DEAD;
        execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        execute("INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at)"
                + " SELECT unhex(lpad(hex(seq), 32, '0')), 'default', 'p', concat('key-', seq), 'build.failed', seq"
                + " FROM seq_1_to_" + all);
        execute("INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint,"
                + " created_at) SELECT 'default', 'p', idempotency_key, id, 'f', accepted_at FROM"
                + " notifications");
        fill(1, FINISHED, "sent", "NULL", "NULL");
        fill(FINISHED + 1, FINISHED + WAITING, "pending", "NULL", "1000");
        fill(FINISHED + WAITING + 1, all, "dead", "true", "NULL");
        execute("INSERT INTO operational_events (id, tenant, kind, subject, message, happened_at)"
                + " SELECT concat('evt_', seq), 'default', 'k', 's', 'm', seq FROM seq_1_to_20000");
        execute("INSERT INTO quarantine (id, tenant, source, position, reason, quarantined_at, raw)"
                + " SELECT concat('qrn_', seq), 'default', 's', seq, 'r', seq, '' FROM seq_1_to_20000");
        execute("ANALYZE TABLE deliveries, notifications, idempotency, operational_events, quarantine");
    }

    private void fill(int from, int to, String status, String notSent, String dueAt) throws SQLException {
        execute("INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, status, not_sent,"
                + " due_at, finished_at, attempt_number) SELECT unhex(lpad(hex(seq), 32, '0')),"
                + " unhex(lpad(hex(seq), 32, '0')), 'default', if(seq % 2 = 0, 'webhook', 'email'),"
                + " concat('user:', seq % 1000), '" + status + "', " + notSent + ", " + dueAt + ", "
                + ("NULL".equals(dueAt) ? "1" : "NULL") + ", 0 FROM seq_" + from + "_to_" + to);
    }

    @AfterAll
    void drop() throws SQLException {
        connection().close();
        MariaDbServer.shared().dropDatabase(url);
    }

    private Connection connection() {
        return Objects.requireNonNull(opened, "filled before any test");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void permits_of_a_concurrency_key_are_read_in_order_and_those_of_deliveries_by_id() throws SQLException {
        execute(
                "INSERT INTO concurrency_permits (delivery_id, concurrency_key, waiting)"
                        + " SELECT unhex(lpad(hex(seq), 32, '0')), concat('key-', seq % 3), if(seq < 20, 0, 1) FROM seq_1_to_3000");
        String next = filled(ConcurrencyPermits.NEXT, "'key-1'", "1");

        assertThat(keys(next)).containsExactly("concurrency_permits_in_order");
        assertThat(reads(next)).isLessThan(5);
        assertThat(reads(filled(ConcurrencyPermits.WITH_PERMIT, "'key-1'"))).isLessThan(10);
        assertThat(reads(filled(ConcurrencyPermits.OF_DELIVERIES.mariaDb().repeat("id", 2), id(1), id(2))))
                .isLessThan(5);
        assertThat(reads(filled(ConcurrencyPermits.OF_NOTIFICATION.mariaDb(), id(7))))
                .isLessThan(10);
    }

    @Test
    void a_claim_reads_only_due_deliveries() throws SQLException {
        for (String leased : List.of("false", "true")) {
            String due = filled(MariaDbClaimStore.DUE, "'webhook'", leased, "2000", "64");

            assertThat(keys(due)).containsExactly("deliveries_due");
            assertThat(reads(due)).isLessThan(4 * WAITING);
        }
    }

    @Test
    void tenants_with_due_deliveries_are_found_by_index_skips() throws SQLException {
        assertThat(plan(filled(MariaDbClaimStore.TENANTS, "'webhook'", "2000", "''", "64")))
                .anySatisfy(step -> assertThat(step.get("Extra")).contains("Using index for group-by"));
        assertThat(reads(filled(MariaDbClaimStore.TENANTS, "'webhook'", "2000", "''", "64")))
                .isLessThan(20);
        assertThat(keys(filled(MariaDbClaimStore.DUE_OF_TENANT, "'default'", "'webhook'", "2000", "5")))
                .containsExactly("deliveries_not_sent");
        assertThat(reads(filled(MariaDbClaimStore.DUE_OF_TENANT, "'default'", "'webhook'", "2000", "5")))
                .isLessThan(12);
    }

    @Test
    void the_next_due_time_is_the_first_of_the_index() throws SQLException {
        assertThat(reads(filled(MariaDbClaimStore.NEXT_DUE, "'webhook'", "'webhook'")))
                .isLessThan(6);
    }

    @Test
    void the_channels_of_open_deliveries_are_found_by_index_skips() throws SQLException {
        assertThat(plan(MariaDbDeliverySearchSql.CHANNELS.text()).getFirst())
                .hasEntrySatisfying("Extra", extra -> assertThat(extra).contains("Using index for group-by"));
        assertThat(reads(MariaDbDeliverySearchSql.CHANNELS.text())).isLessThan(10);
    }

    @Test
    void the_backlog_reads_only_the_index_of_waiting_deliveries() throws SQLException {
        String backlog = filled(
                BacklogCounts.COUNT.mariaDb(),
                "'webhook'",
                "100",
                "'webhook'",
                "2000",
                "100",
                "'webhook'",
                "2000",
                "100",
                "'webhook'",
                "2000",
                "'webhook'",
                "2000");

        assertThat(keys(backlog)).contains("deliveries_due").doesNotContain("PRIMARY");
        assertThat(reads(backlog)).isLessThan(500);
    }

    @Test
    void waiting_deliveries_are_read_in_the_order_of_the_index() throws SQLException {
        String some = filled(WaitTable.WAITING.mariaDb(), "'webhook'", "0", "2000", "5");

        assertThat(keys(some)).containsExactly("deliveries_due", "PRIMARY");
        assertThat(plan(some))
                .allSatisfy(step -> assertThat(step.get("Extra")).doesNotContain("filesort", "temporary"));
        assertThat(reads(some)).isLessThan(20);
    }

    @Test
    void a_completion_locks_its_rows_by_id() throws SQLException {
        String lock = filled(MariaDbLeases.LOCK.repeat("id", 2), id(7), id(9));

        assertThat(keys(lock)).containsExactly("PRIMARY");
        assertThat(reads(lock)).isLessThan(6);
    }

    @Test
    void known_keys_are_found_by_the_whole_key() throws SQLException {
        String find = filled(
                UniqueKeyInsert.FIND_KEYS.repeat("key", 2), "'key-5'", "'p'", "'t'", "'key-19999'", "'p'", "'t'");

        assertThat(keys(find)).containsExactly("PRIMARY");
        assertThat(reads(find)).isLessThan(6);
    }

    @Test
    void retention_scans_from_the_oldest() throws SQLException {
        String candidates = filled(MariaDbRetention.CANDIDATES, "100", id(50), id(100), "1000");

        // One read of each index per notification: its expansion, and the place of a dead delivery in its queue.
        assertThat(keys(candidates)).containsExactly("PRIMARY", "PRIMARY", "deliveries_of_notification", "PRIMARY");
        assertThat(reads(candidates)).isLessThan(400);
    }

    @Test
    void events_and_quarantine_of_a_tenant_are_listed_by_an_index_of_its_own() throws SQLException {
        for (Sql newest : List.of(OperationalEventTable.NEWEST, QuarantineTable.NEWEST)) {
            for (String tenant : List.of("'other'", "'default'")) {
                assertThat(reads(filled(newest, tenant, Long.toString(Long.MAX_VALUE), Integer.toString(PAGE))))
                        .as("%s of %s", newest, tenant)
                        .isLessThan(4 * PAGE);
            }
        }
    }

    @Test
    void lists_read_no_more_rows_than_a_page_scans() throws SQLException {
        assertThat(reads(DeliveryFilter.of("default"))).isLessThan(10 * PAGE);
        for (DeliveryFilter filter : ListedRarely.FILTERS) {
            assertThat(reads(filter)).as("%s", filter).isLessThan(3 * QueryStore.WINDOW + 10 * PAGE);
        }
        for (DeliveryFilter filter : ListedRarely.narrow("user:7", Instant.EPOCH.plusMillis(1))) {
            assertThat(reads(filter)).as("%s", filter).isLessThan(15 * PAGE);
        }
    }

    private long reads(DeliveryFilter filter) throws SQLException {
        return reads(() -> {
            var _ = Transaction.autocommit(
                    connection(),
                    tx -> new DeliverySearch(MariaDbDeliverySearchSql.INSTANCE, tx, filter).page(null, PAGE));
        });
    }

    private static String id(int number) {
        return "x'%032x'".formatted(number);
    }

    private static String filled(Sql sql, String... values) {
        String filled = sql.text();
        for (String value : values) {
            filled = filled.replaceFirst("\\?", value);
        }
        return filled;
    }

    private List<String> keys(String sql) throws SQLException {
        return plan(sql).stream().map(step -> String.valueOf(step.get("key"))).toList();
    }

    private List<Map<String, String>> plan(String sql) throws SQLException {
        List<Map<String, String>> steps = new ArrayList<>();
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN " + sql)) {
            while (row.next()) {
                steps.add(Map.of(
                        "key", String.valueOf(row.getString("key")), "Extra", String.valueOf(row.getString("Extra"))));
            }
        }
        return steps;
    }

    /** The number of rows that the server reads for a statement. */
    private long reads(String sql) throws SQLException {
        return reads(() -> {
            try (Statement statement = connection().createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    assertThat(row.getRow()).isPositive();
                }
            }
        });
    }

    /** One or several statements. */
    private interface Statements {
        void run() throws SQLException;
    }

    private long reads(Statements statements) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute("FLUSH STATUS");
            statements.run();
            long reads = 0;
            try (ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
                while (row.next()) {
                    // Sorted rows are read again from the sort buffer or table.
                    reads += row.getString(1).startsWith("Handler_read_rnd") ? 0 : row.getLong(2);
                }
            }
            return reads;
        }
    }
}
