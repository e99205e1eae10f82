package dev.tidings.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.store.jdbc.AppliedMigrations;
import dev.tidings.store.jdbc.AuditTable;
import dev.tidings.store.jdbc.BacklogCounts;
import dev.tidings.store.jdbc.BulkRunTable;
import dev.tidings.store.jdbc.ConcurrencyPermits;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.store.jdbc.EndpointCircuitTable;
import dev.tidings.store.jdbc.LabelRows;
import dev.tidings.store.jdbc.ListedRarely;
import dev.tidings.store.jdbc.OperationalEventTable;
import dev.tidings.store.jdbc.QuarantineTable;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.WaitTable;
import dev.tidings.testkit.time.SettableClock;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hot statements use an index without finished rows. */
class SqlitePlanTest {
    private static final String NOTHING_SCANNED = "SCAN";
    private static final String NOTHING_SORTED = "TEMP B-TREE";

    @TempDir
    Path folder;

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        SqliteFiles.open(folder, SettableClock.atStart()).close();
        connection = SqliteFiles.connect(folder);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

    @Test
    void a_claim_reads_only_due_deliveries() throws Exception {
        assertThat(plan(SqliteClaimStore.DUE.text()))
                .containsExactly("SEARCH deliveries USING INDEX deliveries_due (channel=? AND <expr>=? AND due_at<?)");
    }

    @Test
    void tenants_with_due_deliveries_are_found_by_index_skips() throws Exception {
        assertThat(plan(SqliteClaimStore.TENANTS.text()))
                .filteredOn(line -> line.contains("deliveries") || line.contains(" d "))
                .hasSize(3)
                .allMatch(line -> line.startsWith("SEARCH ") && line.contains("INDEX deliveries_delayed (tenant"));
        assertThat(plan(SqliteClaimStore.DUE_OF_TENANT.text()))
                .containsExactly(
                        "SEARCH deliveries USING INDEX deliveries_delayed (tenant=? AND channel=? AND due_at<?)");
    }

    @Test
    void the_next_due_time_is_the_first_of_the_index() throws Exception {
        assertThat(plan(SqliteClaimStore.NEXT_DUE.text()))
                .filteredOn(line -> line.contains(" deliveries "))
                .hasSize(2)
                .allMatch(line -> line.startsWith(
                        "SEARCH deliveries USING COVERING INDEX deliveries_due (channel=? AND <expr>=?"));
    }

    @Test
    void the_backlog_reads_only_the_index() throws Exception {
        for (Sql sql : List.of(BacklogCounts.CHANNELS.sqlite(), BacklogCounts.COUNT.sqlite())) {
            assertThat(plan(sql.text()))
                    .filteredOn(line -> line.contains(" deliveries ") || line.contains(" d "))
                    .isNotEmpty()
                    .allMatch(
                            line -> line.startsWith("SEARCH") && line.contains("USING COVERING INDEX deliveries_due"));
        }
    }

    @Test
    void blocked_providers_are_found_without_the_endpoints() throws Exception {
        assertThat(plan(EndpointCircuitTable.PROVIDERS.text()))
                .containsExactly("SEARCH endpoint_circuits USING PRIMARY KEY (tenant=?)");
    }

    @Test
    void waiting_deliveries_are_read_in_the_order_of_the_index() throws Exception {
        assertThat(plan(WaitTable.WAITING.sqlite().text()))
                .containsExactly(
                        "SEARCH d USING INDEX deliveries_due (channel=? AND <expr>=? AND due_at>? AND due_at<?)",
                        "SEARCH n USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void completing_finds_its_row_by_id() throws Exception {
        assertThat(plan(SqliteCompleteStore.TRIED.text()))
                .singleElement()
                .asString()
                .startsWith("SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 (id=?)");
    }

    @Test
    void the_first_delivery_of_a_queue_is_the_first_index_entry() throws Exception {
        assertThat(plan(SqliteQueues.FIRST.text()))
                .containsExactly("SEARCH queued_deliveries USING INDEX queued_deliveries_in_order (queue=?)");
        assertThat(plan(SqliteQueues.LEAVE.text()))
                .containsExactly("SEARCH queued_deliveries USING INTEGER PRIMARY KEY (rowid=?)");
        assertThat(plan(SqliteQueues.MAKE_DUE.text()))
                .singleElement()
                .asString()
                .startsWith("SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 (id=?)");
    }

    @Test
    void permits_of_a_concurrency_key_are_read_in_order_and_its_deliveries_found_by_id() throws Exception {
        for (Sql read : List.of(ConcurrencyPermits.WITH_PERMIT, ConcurrencyPermits.NEXT)) {
            assertThat(plan(read.text()))
                    .containsExactly("SEARCH concurrency_permits USING COVERING INDEX concurrency_permits_in_order"
                            + " (concurrency_key=? AND waiting=?)");
        }
        assertThat(plan(ConcurrencyPermits.OF_NOTIFICATION.sqlite().text()))
                .contains("SEARCH p USING PRIMARY KEY (delivery_id=?)")
                .noneMatch(line -> line.startsWith(NOTHING_SCANNED));
        for (Sql change : List.of(SqliteConcurrencyRows.PARK, SqliteConcurrencyRows.WAKE)) {
            assertThat(plan(change.text()))
                    .singleElement()
                    .asString()
                    .startsWith("SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 (id=?)");
        }
    }

    @Test
    void events_and_quarantine_of_a_tenant_are_listed_by_an_index_of_its_own() throws Exception {
        assertThat(plan(OperationalEventTable.NEWEST.text()))
                .containsExactly(
                        "SEARCH operational_events USING INDEX operational_events_of_tenant (tenant=? AND rowid<?)");
        assertThat(plan(QuarantineTable.NEWEST.text()))
                .containsExactly("SEARCH quarantine USING INDEX quarantine_of_tenant (tenant=? AND rowid<?)");
    }

    @Test
    void the_audit_log_is_listed_by_an_index_for_each_filter() throws Exception {
        AuditFilter all = AuditFilter.of("default");
        AuditFilter byActor = new AuditFilter("default", "key_1", null, null, null, null);
        AuditFilter byAction = new AuditFilter("default", null, "key.created", null, null, null);
        AuditFilter byObject = new AuditFilter("default", null, null, "ept_1", null, null);

        assertThat(audit(all)).containsExactly(ordered("audit_records_of_tenant (tenant=? AND id<?)"));
        assertThat(audit(byActor)).containsExactly(ordered("audit_records_of_actor (tenant=? AND actor=? AND id<?)"));
        assertThat(audit(byAction))
                .containsExactly(ordered("audit_records_of_action (tenant=? AND action=? AND id<?)"));
        assertThat(audit(byObject))
                .containsExactly(ordered("audit_records_of_object (tenant=? AND object_id=? AND id<?)"));
    }

    private List<String> audit(AuditFilter filter) throws Exception {
        return plan(AuditTable.conditions(filter).in(AuditTable.NEWEST).text());
    }

    private static String ordered(String index) {
        return "SEARCH audit_records USING INDEX " + index;
    }

    @Test
    void open_bulk_runs_are_found_without_the_ended_ones() throws Exception {
        assertThat(plan(BulkRunTable.DUE.text()))
                .containsExactly("SEARCH bulk_runs USING INDEX bulk_runs_due (lease_until<?)");
        assertThat(plan(BulkRunTable.NEWEST.text()))
                .containsExactly("SEARCH bulk_runs USING INDEX bulk_runs_of_tenant (tenant=? AND id<?)");
    }

    @Test
    void notifications_with_a_label_are_found_in_order_by_its_index() throws Exception {
        assertThat(plan(LabelRows.FIND.text()))
                .containsExactly("SEARCH notification_labels USING PRIMARY KEY (tenant=? AND kind=? AND value=? AND"
                        + " notification_id>? AND notification_id<?)");
    }

    /** DeliveryFilterContract tests the number of index rows that they read. */
    @Test
    void lists_use_an_index_and_sort_only_waiting_deliveries() throws Exception {
        List<DeliveryFilter> filters = new ArrayList<>(ListedRarely.FILTERS);
        filters.addAll(ListedRarely.narrow("user:1", SettableClock.atStart().instant()));
        for (DeliveryFilter filter : filters) {
            for (String sql : statements(filter)) {
                assertThat(plan(sql))
                        .as("%s by %s", filter, sql)
                        .noneMatch(line -> line.startsWith(NOTHING_SCANNED) && !line.contains("deliveries_due"));
                if (filter.recipient() == null && !filter.statuses().contains(DeliveryStatus.PENDING)) {
                    assertOrdered(sql);
                }
            }
        }
    }

    private List<String> statements(DeliveryFilter filter) throws Exception {
        List<String> statements = new ArrayList<>();
        Connection recording = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) arguments[0]);
                    }
                    return method.invoke(connection, arguments);
                });
        Transaction.autocommit(
                recording,
                tx -> new DeliverySearch(SqliteDeliverySearchSql.INSTANCE, tx, filter)
                        .page(
                                DeliverySearch.cursor(
                                        filter, DeliveryId.first(Instant.MAX).value()),
                                50));
        assertThat(statements).isNotEmpty();
        return statements;
    }

    @Test
    void retention_starts_with_the_oldest() throws Exception {
        assertThat(plan(SqliteRetention.CANDIDATES.text()).getFirst())
                .contains("sqlite_autoindex_notifications_1 (id>? AND id<?)");
        assertOrdered(SqliteRetention.CANDIDATES.text());
    }

    @Test
    void idempotency_records_are_removed_from_the_oldest_up() throws Exception {
        assertThat(plan(SqliteRetention.REMOVE_KEYS.text()))
                .anyMatch(line -> line.contains("idempotency_by_age (created_at<?)"))
                .anyMatch(line -> line.startsWith("SEARCH idempotency USING PRIMARY KEY"))
                .noneMatch(line -> line.startsWith("SCAN"));
    }

    @Test
    void circuits_are_found_by_time_of_change() throws Exception {
        assertThat(plan(EndpointCircuitTable.SINCE.text()).getFirst())
                .contains("endpoint_circuits_by_change (changed_at>?)");
        assertOrdered(EndpointCircuitTable.SINCE.text());
    }

    @Test
    void the_version_checked_at_start_is_that_of_the_newest_migration() throws Exception {
        assertThat(column("SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history"))
                .containsExactly(Integer.toString(AppliedMigrations.NEWEST));
    }

    @Test
    void clearing_empties_every_table() throws Exception {
        assertThat(column("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'flyway_schema_history'"
                        + " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"))
                .containsExactlyInAnyOrderElementsOf(SqliteMigrations.TABLES_CHILDREN_FIRST);
    }

    private void assertOrdered(String sql) throws Exception {
        assertThat(plan(sql)).noneMatch(line -> line.startsWith(NOTHING_SCANNED) || line.contains(NOTHING_SORTED));
    }

    private List<String> plan(String sql) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (row.next()) {
                lines.add(row.getString("detail"));
            }
        }
        return lines;
    }

    private List<String> column(String sql) throws Exception {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
