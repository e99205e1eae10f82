package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.audience.jdbc.JdbcTopics;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.event.Ack;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.http.StoreThreads;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.tenants.CachedTenants;
import dev.tidings.tenants.Tenant;
import dev.tidings.tenants.TenantDeletion;
import dev.tidings.tenants.TenantSettings;
import dev.tidings.tenants.TenantStatus;
import dev.tidings.tenants.jdbc.JdbcTenants;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the deletion of a tenant leaves on every store: no row in any table but the audit log, and all rows of the others. */
abstract class TenantDeletionContract extends StoreContract {
    private static final String GONE = "gone";
    private static final String KEPT = "kept";

    /** The log of who changed what outlives the tenant, until its own retention ends. */
    private static final String AUDIT = "audit_records";

    /** Days of a table, which cannot be filled on their own. */
    private static final String PARTITIONS = "(notifications|deliveries|attempts)_.*";

    private int number;

    TenantDeletionContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_deleted_tenant_leaves_no_row_in_any_table_but_the_audit_log_and_the_others_keep_theirs() throws Exception {
        populate(KEPT);
        Map<String, Long> before = rows();
        populate(GONE);
        for (String table : tablesOfTenants()) {
            assertThat(rows(table, GONE)).as("rows in %s before", table).isPositive();
        }

        long removed = delete();

        for (String table : tablesOfTenants()) {
            assertThat(rows(table, GONE)).as("rows in %s", table).isEqualTo(table.equals(AUDIT) ? 1 : 0);
        }
        before.merge(AUDIT, 1L, Long::sum);
        assertThat(rows()).isEqualTo(before);
        assertThat(removed).isGreaterThan(tablesOfTenants().size());
        assertThat(claim(10))
                .as("deliveries that are left")
                .allSatisfy(left -> assertThat(left.notification().tenant()).isEqualTo(KEPT));
    }

    @Test
    void a_tenant_with_a_live_runtime_keeps_all() throws Exception {
        populate(GONE);
        onConnection(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("UPDATE runtimes SET status = 'running' WHERE tenant = 'gone'");
            }
        });
        Map<String, Long> before = rows();

        assertThatThrownBy(this::delete)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("is live; stop it");

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void many_rows_are_deleted_in_slices_that_can_be_repeated() {
        tenant(GONE, TenantStatus.DELETING);
        for (int i = 0; i < 120; i++) {
            acceptOne(GONE, "user:" + i);
            acceptOne(KEPT, "user:" + i);
        }
        TenantDeletion deletion = deletion();
        BulkSlice slice = slice(deletion, null);
        int slices = 1;
        while (slice.next() != null) {
            BulkSlice repeated = slice(deletion, slice.next());
            slice = slices % 3 == 0 && repeated.next() != null ? slice(deletion, slice.next()) : repeated;
            slices++;
        }

        assertThat(slices).isGreaterThan(10);
        assertThat(claim(300))
                .hasSize(120)
                .allSatisfy(left -> assertThat(left.notification().tenant()).isEqualTo(KEPT));
    }

    private TenantDeletion deletion() {
        JdbcStore store = (JdbcStore) store();
        JdbcTenants tenants = new JdbcTenants(store);
        StoreThreads threads = new StoreThreads(
                Runnable::run, Runnable::run, Runnable::run, Runnable::run, (delay, task) -> task.run());
        return new TenantDeletion(
                tenants, new CachedTenants(tenants, TenantQuotas.NONE), TenantParts.of(store), threads);
    }

    private static BulkSlice slice(TenantDeletion deletion, @Nullable String cursor) {
        return deletion.slice(new BulkRun(
                        "run_1",
                        "operator",
                        deletion.name(),
                        "{\"tenant\":\"gone\"}",
                        null,
                        BulkRunStatus.RUNNING,
                        null,
                        0,
                        0,
                        cursor,
                        java.time.Instant.EPOCH,
                        null,
                        null))
                .toCompletableFuture()
                .join();
    }

    /** Returns the number of removed rows. */
    private long delete() {
        TenantDeletion deletion = deletion();
        BulkSlice slice = slice(deletion, null);
        long removed = slice.done();
        while (slice.next() != null) {
            slice = slice(deletion, slice.next());
            removed += slice.done();
        }
        return removed;
    }

    private void tenant(String id, TenantStatus status) {
        Tenant tenant = new Tenant(id, TenantSettings.DEFAULT, status, now(), null, null, Tenant.NEW);
        assertThat(new JdbcTenants((JdbcStore) store()).replace(tenant, Tenant.NEW))
                .isPresent();
    }

    /** Gives a tenant rows in all tables: by the ports where rows depend on others, else one made of any values. */
    private void populate(String tenant) throws Exception {
        tenant(tenant, tenant.equals(GONE) ? TenantStatus.DELETING : TenantStatus.ACTIVE);
        NewDelivery sent = pending(CHANNEL, "user:1");
        accept(intent(tenant, "k1", "dedupe", sent));
        LeasedDelivery leased = claimOne();
        retry(leased, Duration.ZERO);
        sent(claimOne());
        store().pushes().acknowledge(List.of(new Ack(tenant, null, sent.id(), true)));
        accept(intent(tenant, "k2", "dedupe", pending(CHANNEL, "user:1")));
        accept(intent(tenant, "k3", null, pending("push", "user:1").inOrder()));
        accept(intent(tenant, "k4", null, pending("push", "user:1").inOrder()));
        for (String key : List.of("k6", "k7")) {
            Acceptance limited = intent(tenant, key, null, pending("email", "user:1"));
            accept(with(limited, keyed(limited.notification(), IntentKeys.NONE.limitedBy("crm"))));
        }
        assertThat(store().claims().claim("email", 10, TenantWeights.EQUAL, GRANT, tokens))
                .as("the other one waits for its permit")
                .hasSize(1);
        Acceptance expanding = intent(tenant, "k5", null);
        accept(new Acceptance(
                expanding.notification(),
                expanding.fingerprint(),
                null,
                List.of(),
                NewExpansion.toRecipients(List.of("user:1", "user:2"), List.of())));
        JdbcTopics topics = new JdbcTopics((JdbcStore) store());
        topics.add(tenant, "releases", List.of("user:1", "user:2"), 10);
        for (String table : tablesOfTenants()) {
            if (rows(table, tenant) == 0) {
                insert(table, tenant);
            }
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T onConnection(Work<T> work) {
        Database database = ((JdbcStore) store()).database();
        return database.write("a test", tx -> work.on(tx.connection()));
    }

    /** Walks the schema, so that a table added later is not forgotten. */
    private Set<String> tablesOfTenants() {
        Set<String> tables = onConnection(connection -> {
            Set<String> found = new TreeSet<>();
            DatabaseMetaData schema = connection.getMetaData();
            try (ResultSet column = schema.getColumns(connection.getCatalog(), connection.getSchema(), "%", "tenant")) {
                while (column.next()) {
                    String table = column.getString("TABLE_NAME");
                    if (!table.matches(PARTITIONS)) {
                        found.add(table);
                    }
                }
            }
            return found;
        });
        assertThat(tables).contains("notifications", "deliveries", "endpoints", "tenants");
        return tables;
    }

    private long rows(String table, String tenant) {
        return onConnection(connection -> {
            try (PreparedStatement count =
                    connection.prepareStatement("SELECT count(*) FROM " + table + " WHERE tenant = ?")) {
                count.setString(1, tenant);
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** The number of rows of every table, besides those that concern no tenant. */
    private Map<String, Long> rows() {
        return onConnection(connection -> {
            Map<String, Long> rows = new TreeMap<>();
            Set<String> tables = new TreeSet<>();
            try (ResultSet table = connection
                    .getMetaData()
                    .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {
                        "TABLE", "PARTITIONED TABLE", "BASE TABLE"
                    })) {
                while (table.next()) {
                    tables.add(table.getString("TABLE_NAME"));
                }
            }
            tables.removeIf(table -> table.matches(PARTITIONS)
                    || table.startsWith("sqlite_")
                    || Set.of("flyway_schema_history", "insert_leases", "claim_leases", "secret_keys")
                            .contains(table));
            for (String table : tables) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    row.next();
                    rows.put(table, row.getLong(1));
                }
            }
            return rows;
        });
    }

    /** @param bytes whether it holds bytes; SQLite reports another type for them */
    private record Column(String name, int type, boolean bytes) {}

    /** Inserts a row with any values in the columns that need one. */
    private void insert(String table, String tenant) {
        onConnection(connection -> {
            List<Column> columns = new ArrayList<>();
            try (ResultSet column =
                    connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
                while (column.next()) {
                    boolean needed = column.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls
                            && !"YES".equals(column.getString("IS_AUTOINCREMENT"));
                    if (needed) {
                        columns.add(new Column(
                                column.getString("COLUMN_NAME"),
                                column.getInt("DATA_TYPE"),
                                column.getString("TYPE_NAME")
                                        .toLowerCase(Locale.ROOT)
                                        .matches(".*(blob|binary|bytea).*")));
                    }
                }
            }
            String names = String.join(", ", columns.stream().map(Column::name).toList());
            String places = String.join(", ", columns.stream().map(one -> "?").toList());
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + table + " (" + names + ") VALUES (" + places + ")")) {
                for (int i = 0; i < columns.size(); i++) {
                    bind(insert, i + 1, columns.get(i), tenant);
                }
                return insert.executeUpdate();
            }
        });
    }

    private void bind(PreparedStatement insert, int position, Column column, String tenant) throws SQLException {
        number++;
        if (column.name().equals("tenant")) {
            insert.setString(position, tenant);
            return;
        }
        if (column.bytes()) {
            insert.setBytes(position, ByteBuffer.allocate(16).putInt(12, number).array());
            return;
        }
        switch (column.type()) {
            case Types.BIT, Types.BOOLEAN, Types.TINYINT -> insert.setBoolean(position, false);
            case Types.INTEGER, Types.BIGINT, Types.SMALLINT -> insert.setInt(position, number);
            default -> insert.setString(position, "x" + number);
        }
    }
}
