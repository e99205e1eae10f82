package dev.tidings.tenants.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.store.PlanContract;
import dev.tidings.testkit.store.QueryPlan;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements about tenants beside many tenants and a history: none reads a whole table. */
abstract class TenantPlanContract extends PlanContract {
    private static final int ROWS = 500;

    private static final Sql TENANT_ROW = Sql.of("""
        INSERT INTO tenants (tenant, display_name, status, weight, created_at, updated_at, version)
        VALUES (:tenant, '', 'active', 1, 1, 1, 1)
        """);

    private static final Sql USAGE_ROW = Sql.of("""
        INSERT INTO tenant_usage (tenant, waiting_deliveries, stored_bytes, counted_at) VALUES (:tenant, 1, 1, 1)
        """);

    TenantPlanContract(StoreFactory factory) {
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
        List<Acceptance> intents = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            intents.add(intent("key-" + i, sending("user:" + i)));
        }
        acceptSent(intents);
        for (int i = 0; i < 20; i++) {
            acceptOne("user:" + i);
        }
        database().write("fill", tx -> {
            for (int i = 0; i < ROWS; i++) {
                tx.prepared(TENANT_ROW).text("tenant", "tenant-" + i).update();
                tx.prepared(USAGE_ROW).text("tenant", "tenant-" + i).update();
            }
            QueryPlan.analyze(
                    tx.connection(),
                    List.of("tenants", "tenant_usage", "deliveries", "notifications", "api_keys", "endpoints"));
            return ROWS;
        });
    }

    @Test
    void a_tenant_and_what_it_uses_are_found_by_its_id() {
        assertNothingWhole(JdbcTenants.FIND.text(), "tenant-1");
        assertNothingWhole(JdbcTenants.HAS_KEY.text(), "tenant-1");
        assertNothingWhole(JdbcTenants.USAGE.text(), "tenant-1");
        assertNothingWhole(JdbcTenants.ENDPOINTS.text(), "tenant-1", 10);
    }

    @Test
    void tenants_are_read_in_order_a_page_at_a_time() {
        for (Sql page : List.of(JdbcTenants.STORED, JdbcTenants.USAGES)) {
            assertInOrder(page.text(), "tenant-1", 10);
        }
        assertNothingWhole(JdbcTenants.LIST.text(), "tenant-1", 10, "tenant-1", 10, 10);
    }

    @Test
    void waiting_deliveries_are_counted_without_the_finished_ones() {
        QueryPlan plan = plan(database().dialect().of(JdbcUsage.WAITING).text(), CHANNEL, 1_000_000);

        assertThat(plan.whole()).as(plan.text()).isEmpty();
        assertThat(plan.text()).containsAnyOf("deliveries_due", "channel_due_at_");
        assertThat(plan.text()).doesNotContain(" ref deliveries_due");
    }

    @Test
    void stored_bytes_are_summed_over_a_window_in_the_order_of_ids() {
        NotificationId first = NotificationId.first(Instant.EPOCH);

        assertNothingWhole(StoredBytes.IDS.text(), first, 100);
        assertNothingWhole(StoredBytes.SUMS.text(), first, ids.notification(now()), 100);
    }
}
