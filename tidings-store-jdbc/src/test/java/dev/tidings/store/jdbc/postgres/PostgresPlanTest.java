package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.QueryStore;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.EndpointCircuitTable;
import dev.tidings.store.jdbc.ErasureTable;
import dev.tidings.store.jdbc.ListedRarely;
import dev.tidings.store.jdbc.OperationalEventTable;
import dev.tidings.store.jdbc.QuarantineTable;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.WaitTable;
import dev.tidings.store.jdbc.keyed.KeyedConcurrencyRows;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * With half a million finished deliveries, every hot statement goes by its index. The plans are the generic ones, which the
 * store forces on its writing connections: they do not depend on what is looked for.
 */
@NeedsServers
class PostgresPlanTest {
    private static final int FINISHED = 500_000;
    private static final int PAGE = 50;
    private static final int BACKLOG = 5_000;
    private static final String DELIVERIES = "deliveries_p\\d+";
    private static final Pattern PARAMETER = Pattern.compile("\\?");

    private static final Sql ROWS_READ = Sql.of("""
        SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) AS read FROM pg_stat_xact_user_tables
        """);

    private static final SettableClock CLOCK = SettableClock.atStart();

    private static PostgresStore store;
    private static Connection connection;

    @BeforeAll
    static void fill() throws Exception {
        String url = PostgresServer.shared().createDatabase();
        store = PostgresStore.openOn(CLOCK, PostgresDatabases.pool(url), new ReversingCipher(), new CountingIds());
        // Only the simple protocol explains a statement without parameters.
        connection = DriverManager.getConnection(url + "&preferQueryMode=simple");
        FinishedRows.insert(connection, CLOCK.instant(), FINISHED);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO operational_events (id, tenant, kind, subject, message, happened_at)"
                    + " SELECT 'evt_' || i, 'default', 'k', 's', 'm', i FROM generate_series(1, 20000) i");
            statement.execute("INSERT INTO quarantine (id, tenant, source, position, reason, quarantined_at, raw)"
                    + " SELECT 'qrn_' || i, 'default', 's', i::text, 'r', i, '' FROM generate_series(1, 20000) i");
            statement.execute("VACUUM ANALYZE");
            statement.execute(PostgresPool.WRITES);
        }
    }

    @AfterAll
    static void close() throws Exception {
        connection.close();
        store.close();
    }

    @Test
    void a_claim_reads_only_due_deliveries() throws Exception {
        assertThat(generic(PostgresClaimStore.DUE)).matches(byIndex(DELIVERIES + "_channel_due_at_idx"));
        assertThat(generic(PostgresClaimStore.NEXT_DUE)).matches(byIndex(DELIVERIES + "_channel_due_at_idx"));
    }

    @Test
    void tenants_with_due_deliveries_are_found_by_index_skips() throws Exception {
        String delayed = DELIVERIES + "_tenant_channel_due_at_sent_late_at_idx";
        for (Sql sql : List.of(PostgresClaimStore.TENANTS, PostgresClaimStore.DUE_OF_TENANTS)) {
            assertThat(generic(sql)).matches(byIndex(delayed)).doesNotContain("->  Sort");
        }
    }

    /** As on a day that has just begun, and later beside a backlog that is all of one tenant. */
    @Test
    void neither_without_statistics_nor_with_those_of_one_tenant_is_the_backlog_sorted_or_collected() throws Exception {
        String url = PostgresServer.shared().createDatabase();
        try (PostgresStore another = PostgresStore.openOn(
                        CLOCK, PostgresDatabases.pool(url), new ReversingCipher(), new CountingIds());
                Connection fresh = DriverManager.getConnection(url + "&preferQueryMode=simple");
                Statement statement = fresh.createStatement()) {
            SmallIntents intents = new SmallIntents(CLOCK);
            another.accepts()
                    .accept(
                            IntStream.range(0, BACKLOG)
                                    .mapToObj(i -> intents.to("user:" + i))
                                    .toList(),
                            SmallIntents.GRANT);
            statement.execute(PostgresPool.WRITES);
            for (Sql sql : List.of(
                    PostgresClaimStore.DUE,
                    PostgresClaimStore.TENANTS,
                    PostgresClaimStore.DUE_OF_TENANTS,
                    WaitTable.WAITING.postgres())) {
                assertThat(explain(statement, "GENERIC_PLAN, ", numbered(sql)))
                        .doesNotContain("Bitmap", "->  Sort", "hashed", "Seq Scan");
            }
            statement.execute("VACUUM ANALYZE");
            for (Sql sql : List.of(PostgresClaimStore.TENANTS, PostgresClaimStore.DUE_OF_TENANTS)) {
                assertThat(explain(statement, "", ofAnotherTenant(sql)))
                        .as("with the statistics of a backlog that is all of one tenant")
                        .contains("_tenant_channel_due_at_sent_late_at_idx")
                        .doesNotContain("_channel_due_at_idx", "Bitmap", "->  Sort", "Incremental", "Seq Scan");
            }
        } finally {
            PostgresServer.shared().dropDatabase(url);
        }
    }

    @Test
    void leasing_and_renewing_find_their_rows_by_id() throws Exception {
        for (PartitionedStatement statement : List.of(PostgresClaimStore.LEASE, PostgresClaimStore.RENEW)) {
            assertThat(generic(statement.on(today()))).matches(byIndex(DELIVERIES + "_pkey"));
        }
        assertThat(generic(PostgresClaimStore.KEEP_ATTEMPTS)).matches(byIndex(DELIVERIES + "_pkey"));
        assertThat(generic(PostgresClaimStore.NOTIFICATIONS)).matches(byIndex("notifications_p\\d+_pkey"));
    }

    @Test
    void completing_finds_its_rows_by_id() throws Exception {
        for (PartitionedStatement statement : List.of(PostgresCompleteStore.TRIED, PostgresCompleteStore.UNTRIED)) {
            assertThat(generic(statement.on(today()))).matches(byIndex(DELIVERIES + "_pkey"));
        }
        assertThat(generic(PostgresCompleteStore.LATE.on(today()))).matches(byIndex("attempts_p\\d+_pkey"));
    }

    @Test
    void an_erasure_reads_only_the_deliveries_of_its_recipient() throws Exception {
        for (DialectSql sql : List.of(ErasureTable.NEXT, ErasureTable.LAST)) {
            assertThat(generic(sql.postgres()))
                    .matches(byIndex(DELIVERIES + "_tenant_recipient_id_idx"))
                    .doesNotContain("->  Sort");
        }
        assertThat(generic(ErasureTable.NOTIFICATIONS.postgres())).matches(byIndex(DELIVERIES + "_pkey"));
        assertThat(generic(ErasureTable.SHARED.postgres()))
                .contains("_notification_id_idx", "reuses_pkey", "expansions_pkey")
                .doesNotContain("Seq Scan", "hashed");
    }

    @Test
    void queues_are_read_in_order_and_due_deliveries_found_by_id() throws Exception {
        for (Sql ends : List.of(
                PostgresQueueRows.FIRSTS,
                PostgresQueueRows.FIRSTS_KEPT,
                PostgresQueueRows.FIRSTS_ENDING,
                PostgresQueueRows.LASTS_KEPT)) {
            assertThat(generic(ends)).matches(ordered("queued_deliveries_pkey"));
        }
        assertThat(generic(PostgresQueueRows.DELETE)).matches(byIndex("queued_deliveries_pkey"));
        for (PartitionedStatement statement : List.of(PostgresQueueRows.MAKE_DUE, PostgresQueueRows.MAKE_WAIT)) {
            assertThat(generic(statement.on(today()))).matches(byIndex(DELIVERIES + "_pkey"));
        }
    }

    @Test
    void permits_of_a_concurrency_key_are_read_in_order_and_those_of_deliveries_by_id() throws Exception {
        assertThat(generic(ConcurrencyPermits.WITH_PERMIT)).matches(byIndex("concurrency_permits_given"));
        assertThat(generic(ConcurrencyPermits.NEXT)).matches(ordered("concurrency_permits_waiting"));
        assertThat(generic(ConcurrencyPermits.OF_DELIVERIES.postgres())).matches(byIndex("concurrency_permits_pkey"));
        assertThat(generic(ConcurrencyPermits.OF_NOTIFICATION.postgres()))
                .contains("_notification_id_idx", "concurrency_permits_pkey")
                .doesNotContain("Seq Scan on concurrency_permits", "Hash");
        for (DialectSql read :
                List.of(KeyedConcurrencyRows.TRY_LOCK, KeyedConcurrencyRows.LOCK, KeyedConcurrencyRows.KNOWN)) {
            assertThat(generic(read.postgres())).matches(byIndex("concurrency_keys_pkey"));
        }
        assertThat(generic(KeyedConcurrencyRows.FORGET))
                .matches(byIndex("concurrency_keys_pkey"))
                .contains("concurrency_permits_given", "concurrency_permits_waiting");
    }

    /** A plan from the first second of a day is kept while the day fills. */
    @Test
    void each_row_is_looked_up_by_index_even_if_the_plan_is_for_few_rows() throws Exception {
        connection.setAutoCommit(false);
        try {
            FinishedRows.insert(connection, CLOCK.instant().plus(Duration.ofDays(1)), 200);
            for (PartitionedStatement statement : List.of(
                    PostgresClaimStore.LEASE,
                    PostgresClaimStore.RENEW,
                    PostgresCompleteStore.TRIED,
                    PostgresCompleteStore.UNTRIED)) {
                assertThat(generic(statement.on(today().plusDays(1))))
                        .contains("_pkey")
                        .doesNotContain("Join Filter");
            }
            for (Sql keys : List.of(IdempotencyKeys.KNOWN, PostgresDedupeRows.HOLDERS)) {
                assertThat(generic(keys)).contains("_pkey").doesNotContain("Join Filter");
            }
        } finally {
            // Other tests look for what is newer than today.
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static LocalDate today() {
        return Partitions.day(CLOCK.instant());
    }

    @Test
    void the_sweeps_of_leases_read_only_their_deliveries() throws Exception {
        assertThat(generic(InsertLeases.SWEEP)).matches(byIndex(DELIVERIES + "_pkey"));
        assertThat(generic(ClaimLeases.SWEEP))
                .matches(byIndex(DELIVERIES + "_pkey"))
                .contains("Index Cond: (id = l.id)");
        for (Sql sql : List.of(ClaimLeases.SENDING, PostgresBacklogs.CLAIMED)) {
            assertThat(generic(sql))
                    .contains("Seq Scan on claim_leases", "_pkey on deliveries_p", "Index Cond: (id = ")
                    .doesNotContain("Seq Scan on deliveries");
        }
    }

    /** Its cost grows with the batch, whatever the tables contain. */
    @Test
    void accepting_a_small_batch_reads_no_table_and_joins_nothing() throws Exception {
        assertThat(generic(AcceptStatement.ACCEPT))
                .contains("Insert on")
                .doesNotContain("Seq Scan", "Index", "Join", "Loop");
    }

    @Test
    void keys_are_found_by_the_key() throws Exception {
        assertThat(generic(IdempotencyKeys.KNOWN)).matches(byIndex("idempotency_pkey"));
        assertThat(generic(PostgresDedupeRows.HOLDERS)).contains("dedupe_pkey");
    }

    @Test
    void the_backlog_reads_no_finished_delivery() throws Exception {
        for (Sql sql : List.of(BacklogCounts.CHANNELS.postgres(), BacklogCounts.COUNT.postgres())) {
            assertThat(generic(sql)).contains("_channel_due_at_idx").doesNotContain("Seq Scan", "Sort  ");
        }
        assertThat(generic(PostgresBacklogs.LEASED)).matches(byIndex(DELIVERIES + "_pkey"));
    }

    @Test
    void waiting_deliveries_are_read_in_the_order_of_the_index() throws Exception {
        String plan = generic(WaitTable.WAITING.postgres());

        assertThat(plan)
                .matches(byIndex(DELIVERIES + "_channel_due_at_idx"))
                .matches(byIndex("notifications_p\\d+_pkey"))
                .doesNotContain("Bitmap", "Hash");
    }

    @Test
    void retention_uses_indexes_on_id_and_age() throws Exception {
        assertThat(generic(PostgresRetention.FINISHED))
                .matches(byIndex("notifications_p\\d+_pkey"))
                .matches(byIndex(DELIVERIES + "_notification_id_idx"));
        assertThat(generic(PostgresRetention.REMOVE_KEYS))
                .contains("idempotency_by_age")
                .doesNotContain("Seq Scan");
    }

    @Test
    void circuits_are_found_by_time_of_change() throws Exception {
        assertThat(generic(EndpointCircuitTable.SINCE)).contains("endpoint_circuits_by_change");
    }

    @Test
    void events_and_quarantine_of_a_tenant_are_listed_by_an_index_of_its_own() throws Exception {
        assertThat(explain("", newest(OperationalEventTable.NEWEST))).matches(ordered("operational_events_of_tenant"));
        assertThat(explain("", newest(QuarantineTable.NEWEST))).matches(ordered("quarantine_of_tenant"));
    }

    private static String newest(Sql sql) {
        return sql.text()
                .replaceFirst("\\?", "'other'")
                .replaceFirst("\\?", Long.toString(Long.MAX_VALUE))
                .replaceFirst("\\?", "51");
    }

    @Test
    void lists_read_no_more_rows_than_a_page_scans() {
        readsLessThan(10 * PAGE, DeliveryFilter.of("default"));
        for (DeliveryFilter filter : ListedRarely.FILTERS) {
            readsLessThan(3 * QueryStore.WINDOW + 10 * PAGE, filter);
        }
        for (DeliveryFilter filter : ListedRarely.narrow("user:1", CLOCK.instant())) {
            readsLessThan(10 * PAGE, filter);
        }
    }

    private static void readsLessThan(int rows, DeliveryFilter filter) {
        Map<String, Long> read = reads(filter);
        assertThat(read.values().stream().mapToLong(Long::longValue).sum())
                .as("%s reads %s", filter, read)
                .isLessThan(rows);
    }

    /** Checks that the plan uses such an index and has no sequential scan of history. */
    private static java.util.function.Predicate<String> byIndex(String index) {
        return plan -> Pattern.compile(index).matcher(plan).find() && !plan.contains("Seq Scan");
    }

    private static java.util.function.Predicate<String> ordered(String index) {
        return byIndex(index).and(plan -> !plan.contains("Sort"));
    }

    /** The number of rows of each table that a page reads, by the counters of the server. */
    private static Map<String, Long> reads(DeliveryFilter filter) {
        return store.database().read("list", tx -> {
            tx.connection().setAutoCommit(false);
            try {
                Map<String, Long> read = rows(tx);
                var _ = new DeliverySearch(PostgresDeliverySearchSql.INSTANCE, tx, filter).page(null, PAGE);
                rows(tx).forEach((table, after) -> read.merge(table, after, (before, now) -> now - before));
                read.values().removeIf(rows -> rows == 0);
                return read;
            } finally {
                tx.connection().rollback();
                tx.connection().setAutoCommit(true);
            }
        });
    }

    private static Map<String, Long> rows(Transaction tx) throws SQLException {
        Map<String, Long> rows = new HashMap<>();
        for (Map.Entry<String, Long> table :
                tx.prepared(ROWS_READ).list(row -> Map.entry(row.getString("relname"), row.getLong("read")))) {
            rows.put(table.getKey(), table.getValue());
        }
        return rows;
    }

    private static String generic(Sql sql) throws Exception {
        return explain("GENERIC_PLAN, ", numbered(sql));
    }

    /** The statement of a claim for a tenant with nothing due, with values in place of parameters. */
    private static String ofAnotherTenant(Sql sql) {
        return sql.toString()
                .replace(":tenants", "ARRAY['another']")
                .replace(":shares", "ARRAY[1]")
                .replace(":rows", "1")
                .replace(":after", "''")
                .replace(":most", "64")
                .replace(":channel", "'" + SmallIntents.CHANNEL + "'")
                .replace(":now", String.valueOf(CLOCK.instant().toEpochMilli()));
    }

    private static String numbered(Sql sql) {
        Matcher parameters = PARAMETER.matcher(sql.text());
        StringBuilder numbered = new StringBuilder();
        for (int number = 1; parameters.find(); number++) {
            parameters.appendReplacement(numbered, Matcher.quoteReplacement("$" + number));
        }
        return parameters.appendTail(numbered).toString();
    }

    private static String explain(String option, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            return explain(statement, option, sql);
        }
    }

    private static String explain(Statement statement, String option, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("EXPLAIN (" + option + "COSTS OFF) " + sql)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return String.join("\n", lines);
    }
}
