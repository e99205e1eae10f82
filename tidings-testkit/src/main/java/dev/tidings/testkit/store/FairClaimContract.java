package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Claims when more is due than one may take: tenants share them, and no backlog holds up another tenant. */
public abstract class FairClaimContract extends StoreContract {
    private static final int BACKLOG = 10_000;
    private static final int PER_INTENT = 500;
    private static final int BATCH = 64;

    /** More than one claim looks at. */
    private static final int MANY_TENANTS = 150;

    private int backlogs;

    protected FairClaimContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void the_only_delivery_of_a_tenant_is_in_the_first_claim_beside_a_backlog_of_another() {
        backlog("zeta", BACKLOG);
        clock.advance(Duration.ofMinutes(1));
        DeliveryId single = acceptOne("acme", "user:1");

        List<LeasedDelivery> claimed = claim(BATCH);

        assertThat(claimed).hasSize(BATCH);
        assertThat(of("acme", claimed)).containsExactly(single);
    }

    @Test
    void a_retry_that_is_due_is_as_little_held_up_as_a_new_delivery() {
        DeliveryId retried = acceptOne("acme", "user:1");
        retry(claimOne(), Duration.ofMinutes(5));
        backlog("zeta", 2 * BATCH);
        clock.advance(Duration.ofMinutes(5));

        assertThat(of("acme", claim(BATCH))).containsExactly(retried);
    }

    @Test
    void what_a_tenant_leaves_of_its_share_goes_to_the_longest_due() {
        backlog("zeta", 3 * BATCH);
        clock.advance(Duration.ofMinutes(1));
        backlog("acme", 2);

        assertThat(counts(claim(BATCH))).containsExactlyInAnyOrderEntriesOf(Map.of("zeta", BATCH - 2, "acme", 2));
    }

    @Test
    void tenants_with_backlogs_get_shares_by_weight_each_longest_due_first() {
        TenantWeights weights = tenant -> "acme".equals(tenant) ? 3 : 1;
        List<DeliveryId> zeta = backlog("zeta", BATCH / 4);
        clock.advance(Duration.ofMinutes(1));
        List<DeliveryId> acme = backlog("acme", BATCH * 3 / 4);
        clock.advance(Duration.ofMinutes(1));
        backlog("zeta", 3 * BATCH);
        backlog("acme", 3 * BATCH);

        List<LeasedDelivery> claimed = claim(BATCH, weights);

        assertThat(of("acme", claimed)).containsExactlyInAnyOrderElementsOf(acme);
        assertThat(of("zeta", claimed)).containsExactlyInAnyOrderElementsOf(zeta);
    }

    @Test
    void claims_of_one_delivery_serve_tenants_in_turn() {
        for (String tenant : List.of("acme", "beta", "zeta")) {
            backlog(tenant, 10);
        }

        List<LeasedDelivery> claimed = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            claimed.addAll(claim(1));
        }

        assertThat(counts(claimed)).containsExactlyInAnyOrderEntriesOf(Map.of("acme", 3, "beta", 3, "zeta", 3));
    }

    @Test
    void of_many_tenants_each_gets_its_turn_within_few_claims() {
        backlog("zeta", 20 * BATCH);
        clock.advance(Duration.ofMinutes(1));
        Set<String> waiting = new HashSet<>();
        for (int i = 0; i < MANY_TENANTS; i++) {
            acceptOne("tenant-" + i, "user:1");
            waiting.add("tenant-" + i);
        }

        for (int i = 0; i < 6; i++) {
            claim(BATCH).forEach(leased -> waiting.remove(tenant(leased)));
        }

        assertThat(waiting).isEmpty();
    }

    @Test
    void tenants_whose_deliveries_are_not_due_yet_take_nothing_from_others() {
        acceptOne("acme", "user:1");
        retry(claimOne(), Duration.ofHours(1));
        List<DeliveryId> due = backlog("zeta", 2 * BATCH);

        assertThat(claim(BATCH)).extracting(LeasedDelivery::id).hasSize(BATCH).isSubsetOf(due);
    }

    @Test
    void a_claim_for_all_that_is_due_takes_the_longest_due_first() {
        DeliveryId first = acceptOne("zeta", "user:1");
        clock.advance(Duration.ofSeconds(1));
        DeliveryId second = acceptOne("acme", "user:1");
        clock.advance(Duration.ofSeconds(1));
        DeliveryId third = acceptOne("zeta", "user:2");

        assertThat(claim(BATCH)).extracting(LeasedDelivery::id).containsExactly(first, second, third);
    }

    @Test
    void other_channels_of_a_tenant_are_no_reason_to_serve_it() {
        accept(intent("acme", "key-other", null, pending("email", "user:1")));
        List<DeliveryId> due = backlog("zeta", 2 * BATCH);

        assertThat(claim(BATCH)).extracting(LeasedDelivery::id).hasSize(BATCH).isSubsetOf(due);
    }

    @Test
    void a_shared_claim_takes_only_the_first_delivery_of_a_queue() {
        backlog("zeta", 3 * BATCH);
        List<DeliveryId> queue = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NewDelivery delivery = pending(CHANNEL, "user:1").inOrder();
            accept(intent("acme", "key-" + i, null, delivery));
            queue.add(delivery.id());
        }

        for (DeliveryId next : queue) {
            List<LeasedDelivery> claimed = claim(BATCH);
            assertThat(claimed).hasSize(BATCH);
            assertThat(of("acme", claimed)).containsExactly(next);
            claimed.forEach(this::sent);
        }
    }

    @Test
    void a_shared_claim_takes_over_an_expired_lease_of_the_longest_due() {
        DeliveryId crashed = acceptOne("acme", "user:1");
        LeasedDelivery lost = claimOne();
        clock.advance(LEASE);
        backlog("zeta", 2 * BATCH);
        backlog("beta", 2 * BATCH);

        List<LeasedDelivery> claimed = claim(BATCH);

        assertThat(of("acme", claimed)).containsExactly(crashed);
        LeasedDelivery taken = claimed.stream()
                .filter(leased -> tenant(leased).equals("acme"))
                .findFirst()
                .orElseThrow();
        assertThat(taken.reclaimed()).isTrue();
        assertThat(sent(lost)).isEqualTo(CompletionResult.LATE);
        assertThat(sent(taken)).isEqualTo(CompletionResult.APPLIED);
    }

    @Test
    void an_expired_lease_is_taken_over_beside_an_older_backlog_of_another_tenant() {
        DeliveryId claimed = acceptOne("acme", "user:1");
        claimOne();
        NewDelivery handedOff = sending("user:2");
        accept(intent("acme", "key-handed-off", null, handedOff));
        backlog("zeta", BACKLOG);
        clock.advance(LEASE.plusSeconds(1));

        List<LeasedDelivery> takeover = claim(BATCH);

        assertThat(takeover).hasSize(BATCH);
        assertThat(takeover)
                .filteredOn(LeasedDelivery::reclaimed)
                .extracting(LeasedDelivery::id)
                .containsExactlyInAnyOrder(claimed, handedOff.id());
        assertThat(of("acme", takeover)).containsExactlyInAnyOrder(claimed, handedOff.id());
    }

    @Test
    void many_expired_leases_leave_places_to_what_waits() {
        backlog("acme", 3 * BATCH);
        claim(3 * BATCH);
        clock.advance(LEASE);
        backlog("zeta", 3 * BATCH);

        List<LeasedDelivery> claimed = claim(BATCH);

        assertThat(claimed).hasSize(BATCH);
        assertThat(counts(claimed)).containsExactlyInAnyOrderEntriesOf(Map.of("acme", BATCH / 2, "zeta", BATCH / 2));
    }

    @Test
    void an_expired_lease_has_its_turn_among_claims_of_one_delivery() {
        DeliveryId crashed = acceptOne("acme", "user:1");
        claimOne();
        backlog("zeta", BATCH);
        backlog("beta", BATCH);
        clock.advance(LEASE);

        List<LeasedDelivery> claimed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            claimed.addAll(claim(1));
        }

        assertThat(of("acme", claimed)).containsExactly(crashed);
        assertThat(counts(claimed)).containsKeys("beta", "zeta");
    }

    @Test
    void expired_leases_get_all_places_that_nothing_else_needs() {
        List<DeliveryId> lost = backlog("acme", BATCH);
        claim(BATCH);
        clock.advance(LEASE);
        DeliveryId waits = acceptOne("zeta", "user:1");

        List<LeasedDelivery> claimed = claim(BATCH + 1);

        assertThat(claimed)
                .hasSize(BATCH + 1)
                .filteredOn(LeasedDelivery::reclaimed)
                .hasSize(BATCH);
        assertThat(of("acme", claimed)).containsExactlyInAnyOrderElementsOf(lost);
        assertThat(of("zeta", claimed)).containsExactly(waits);
    }

    @Test
    void two_claimers_share_a_backlog_and_lease_no_delivery_twice() throws Exception {
        backlog("zeta", 4 * BATCH);
        backlog("acme", 4 * BATCH);

        List<List<LeasedDelivery>> claims = Race.of(
                4,
                () -> store().claims()
                        .claim(CHANNEL, BATCH, TenantWeights.EQUAL, new LeaseGrant("node-b", LEASE), tokens));

        List<LeasedDelivery> claimed = claims.stream().flatMap(List::stream).toList();
        assertThat(claimed).extracting(LeasedDelivery::id).doesNotHaveDuplicates();
        assertThat(claimed).extracting(LeasedDelivery::token).doesNotHaveDuplicates();
        assertThat(counts(claimed)).containsKeys("acme", "zeta");
        for (LeasedDelivery leased : claimed) {
            assertThat(sent(leased)).isEqualTo(CompletionResult.APPLIED);
        }
    }

    /** Accepts so many deliveries of a tenant that are due at the same time, so that a claim takes them in any order. */
    private List<DeliveryId> backlog(String tenant, int deliveries) {
        backlogs++;
        List<DeliveryId> accepted = new ArrayList<>();
        List<Acceptance> intents = new ArrayList<>();
        while (accepted.size() < deliveries) {
            List<NewDelivery> some = new ArrayList<>();
            while (some.size() < PER_INTENT && accepted.size() < deliveries) {
                NewDelivery delivery = pending(CHANNEL, "user:" + accepted.size());
                some.add(delivery);
                accepted.add(delivery.id());
            }
            intents.add(
                    intent(tenant, "key-" + backlogs + "-" + accepted.size(), null, some.toArray(NewDelivery[]::new)));
        }
        intents.forEach(this::accept);
        return accepted;
    }

    private List<LeasedDelivery> claim(int limit, TenantWeights weights) {
        return store().claims().claim(CHANNEL, limit, weights, GRANT, tokens);
    }

    private static String tenant(LeasedDelivery leased) {
        return leased.notification().tenant();
    }

    private static List<DeliveryId> of(String tenant, List<LeasedDelivery> claimed) {
        return claimed.stream()
                .filter(leased -> tenant(leased).equals(tenant))
                .map(LeasedDelivery::id)
                .toList();
    }

    private static Map<String, Integer> counts(List<LeasedDelivery> claimed) {
        Map<String, Integer> counts = new HashMap<>();
        claimed.forEach(leased -> counts.merge(tenant(leased), 1, Integer::sum));
        return counts;
    }
}
