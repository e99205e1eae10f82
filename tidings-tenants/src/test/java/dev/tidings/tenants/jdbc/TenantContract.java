package dev.tidings.tenants.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.tenants.CountedQuotas;
import dev.tidings.tenants.Tenant;
import dev.tidings.tenants.TenantSettings;
import dev.tidings.tenants.TenantStatus;
import dev.tidings.tenants.TenantStore;
import dev.tidings.tenants.UsageStore;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store promises about tenants. */
abstract class TenantContract extends StoreContract {
    private static final TenantSettings SHOP =
            new TenantSettings("Shop für 5 €", 3, new TenantQuotas(10L, null, 0L, 5_000_000_000L));

    TenantContract(StoreFactory factory) {
        super(factory);
    }

    private TenantStore tenants() {
        return new JdbcTenants((JdbcStore) store());
    }

    private Tenant create(String id) {
        return tenants().replace(wanted(id, SHOP), Tenant.NEW).orElseThrow();
    }

    private static Tenant wanted(String id, TenantSettings settings) {
        return new Tenant(id, settings, TenantStatus.ACTIVE, null, null, null, Tenant.NEW);
    }

    private void key(String id, String tenant) {
        store().keys()
                .create(
                        new ApiKey(
                                id, tenant, "test", Set.of(Scope.PRODUCE), clock.instant(), null, KeyLimits.NONE, null),
                        id.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_tenant_is_read_as_it_was_written() {
        Instant now = clock.instant();

        Tenant created = create("shop");

        assertThat(created.settings()).isEqualTo(SHOP);
        assertThat(created.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(created.createdAt()).isEqualTo(now);
        assertThat(created.updatedAt()).isEqualTo(now);
        assertThat(created.suspendedAt()).isNull();
        assertThat(tenants().find("shop")).contains(created);
        assertThat(tenants().stored("", 10)).containsExactly(created);
        assertThat(tenants().find("other")).isEmpty();
    }

    @Test
    void of_two_changes_of_one_version_one_is_written() {
        Tenant created = create("shop");
        Instant since = clock.advance(Duration.ofMinutes(1));
        Tenant suspended = new Tenant("shop", SHOP, TenantStatus.SUSPENDED, since, null, null, Tenant.NEW);

        Tenant written = tenants().replace(suspended, created.version()).orElseThrow();

        assertThat(written.status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThat(written.suspendedAt()).isEqualTo(since);
        assertThat(written.createdAt()).isEqualTo(created.createdAt());
        assertThat(written.updatedAt()).isEqualTo(since);
        assertThat(written.version()).isGreaterThan(created.version());
        assertThat(tenants().replace(wanted("shop", TenantSettings.DEFAULT), created.version()))
                .isEmpty();
        assertThat(tenants().replace(wanted("shop", TenantSettings.DEFAULT), Tenant.NEW))
                .isEmpty();
        assertThat(tenants().find("shop")).contains(written);
    }

    @Test
    void of_concurrent_changes_of_one_version_one_is_written() throws Exception {
        List<Boolean> created = Race.of(
                4, () -> tenants().replace(wanted("shop", SHOP), Tenant.NEW).isPresent());
        assertThat(created).filteredOn(one -> one).hasSize(1);
        long version = tenants().find("shop").orElseThrow().version();

        List<Boolean> changed = Race.of(
                4,
                () -> tenants()
                        .replace(wanted("shop", TenantSettings.DEFAULT), version)
                        .isPresent());
        assertThat(changed).filteredOn(one -> one).hasSize(1);
    }

    @Test
    void a_change_and_the_removal_of_a_tenant_that_is_being_deleted_never_both_succeed() throws Exception {
        for (int round = 0; round < 20; round++) {
            String id = "shop" + round;
            long version = tenants()
                    .replace(
                            new Tenant(id, SHOP, TenantStatus.DELETING, clock.instant(), null, null, Tenant.NEW),
                            create(id).version())
                    .orElseThrow()
                    .version();

            List<Boolean> done = Race.of(List.of(
                    () -> tenants().replace(wanted(id, SHOP), version).isPresent(),
                    () -> tenants().remove(id)));

            assertThat(done).as("round %d", round).containsExactlyInAnyOrder(true, false);
            assertThat(tenants().find(id).isPresent()).as("round %d", round).isEqualTo(done.getFirst());
        }
    }

    @Test
    void an_api_key_implies_a_tenant_without_a_row() {
        key("key_1", "keyed");

        assertThat(tenants().find("keyed")).contains(Tenant.implied("keyed"));
        assertThat(tenants().stored("", 10)).isEmpty();
    }

    @Test
    void a_list_has_pages_of_stored_and_implied_tenants_by_id() {
        create("b");
        create("d");
        key("key_1", "a");
        key("key_2", "a");
        key("key_3", "b");
        key("key_4", "c");

        Page<Tenant> first = tenants().list(null, 3);
        Page<Tenant> second = tenants().list(first.next(), 3);

        assertThat(first.items()).extracting(Tenant::id).containsExactly("a", "b", "c");
        assertThat(first.items()).extracting(Tenant::stored).containsExactly(false, true, false);
        assertThat(second.items()).extracting(Tenant::id).containsExactly("d");
        assertThat(second.next()).isNull();
        assertThatThrownBy(() -> tenants().list("made up", 3)).isInstanceOf(ProblemException.class);
    }

    @Test
    void only_a_tenant_that_is_being_deleted_is_removed() {
        Tenant created = create("shop");

        assertThat(tenants().remove("shop")).isFalse();
        tenants()
                .replace(
                        new Tenant("shop", SHOP, TenantStatus.DELETING, clock.instant(), null, null, Tenant.NEW),
                        created.version());
        assertThat(tenants().remove("shop")).isTrue();

        assertThat(tenants().find("shop")).isEmpty();
        assertThat(tenants().remove("shop")).isFalse();
    }

    @Test
    void a_tenant_that_is_created_again_has_another_version() {
        Tenant first = create("shop");
        tenants()
                .replace(
                        new Tenant("shop", SHOP, TenantStatus.DELETING, clock.instant(), null, null, Tenant.NEW),
                        first.version());
        tenants().remove("shop");
        clock.advance(Duration.ofSeconds(1));

        assertThat(create("shop").version()).isNotEqualTo(first.version());
    }

    @Test
    void the_endpoints_of_a_tenant_are_counted_up_to_a_bound() {
        assertThat(tenants().endpoints(TENANT, 3)).isZero();
        for (String recipient : List.of("ann", "bob", "cleo")) {
            EndpointKey key = new EndpointKey(TENANT, recipient, CHANNEL);
            store().endpoints().put(plainEndpoint(EndpointIds.of(key), key, "https://example.com/hook"));
        }

        assertThat(tenants().endpoints(TENANT, 10)).isEqualTo(3);
        assertThat(tenants().endpoints(TENANT, 2)).isEqualTo(2);
        assertThat(tenants().endpoints("other", 10)).isZero();
    }

    @Test
    void what_a_tenant_with_a_quota_uses_is_counted() {
        UsageStore counter = new JdbcTenants((JdbcStore) store()).counter();
        CountedQuotas wanted = new CountedQuotas(Set.of(TENANT), Set.of(TENANT), false, false);

        counter.count(wanted);
        TenantUsage none = tenants().usage(TENANT).orElseThrow();
        acceptOne("ann");
        acceptOne("ann");
        clock.advance(Duration.ofSeconds(10));
        counter.count(wanted);
        TenantUsage two = tenants().usage(TENANT).orElseThrow();

        assertThat(none).isEqualTo(new TenantUsage(TENANT, 0, 0, two.countedAt().minusSeconds(10)));
        assertThat(two.waitingDeliveries()).isEqualTo(2);
        assertThat(two.storedBytes()).isPositive();
        assertThat(tenants().usages("", 10)).containsExactly(two);
        assertThat(tenants().usages(TENANT, 10)).isEmpty();
    }

    @Test
    void a_tenant_without_a_quota_is_not_counted_any_more() {
        UsageStore counter = new JdbcTenants((JdbcStore) store()).counter();
        acceptOne("ann");
        counter.count(new CountedQuotas(Set.of(), Set.of(), true, false));
        assertThat(tenants().usage(TENANT)).isPresent();

        clock.advance(Duration.ofSeconds(10));
        counter.count(new CountedQuotas(Set.of("other"), Set.of(), false, false));

        assertThat(tenants().usage(TENANT)).isEmpty();
        assertThat(tenants().usage("other")).isPresent();
    }
}
