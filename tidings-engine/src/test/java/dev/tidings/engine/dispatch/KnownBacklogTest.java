package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnownBacklogTest {
    private static final int HAND_OFFS = 4;

    private final KnownBacklog backlog = new KnownBacklog(LaneSettings.DEFAULT.withConcurrency(4 * HAND_OFFS));

    @Test
    void nothing_precedes_a_new_delivery_without_a_backlog() {
        assertThat(backlog.any()).isFalse();
        assertThat(backlog.precedes("acme")).isFalse();
    }

    @Test
    void what_is_due_to_someone_precedes_all_until_a_claim_tells_to_whom() {
        backlog.ofSomeone();

        assertThat(backlog.precedes("acme")).isTrue();

        backlog.remains(claimOf("zeta"));
        assertThat(backlog.any()).isTrue();
        assertThat(backlog.precedes("zeta")).isTrue();
        assertThat(backlog.precedes("acme")).isFalse();
    }

    @Test
    void a_tenant_with_a_backlog_does_not_precede_another() {
        backlog.of("zeta");

        assertThat(backlog.precedes("zeta")).isTrue();
        assertThat(backlog.precedes("acme")).isFalse();
    }

    @Test
    void signals_do_not_forget_whose_backlog_it_is() {
        backlog.remains(claimOf("zeta"));
        backlog.ofSomeone();

        assertThat(backlog.precedes("acme")).isFalse();

        backlog.of("acme");
        assertThat(backlog.precedes("acme")).isTrue();
    }

    @Test
    void a_tenant_that_a_claim_no_longer_serves_has_no_backlog() {
        backlog.remains(claimOf("zeta", "acme"));
        assertThat(backlog.precedes("acme")).isTrue();

        backlog.remains(claimOf("zeta"));
        assertThat(backlog.precedes("acme")).isFalse();
    }

    @Test
    void between_two_claims_only_some_new_deliveries_overtake_the_backlog() {
        backlog.remains(claimOf("zeta"));
        for (int i = 0; i < HAND_OFFS; i++) {
            assertThat(backlog.precedes("acme")).isFalse();
        }

        assertThat(backlog.precedes("acme")).isTrue();

        backlog.remains(claimOf("zeta"));
        assertThat(backlog.precedes("acme")).isFalse();
    }

    @Test
    void a_claim_of_all_that_was_due_ends_the_backlog() {
        backlog.of("zeta");
        backlog.none();

        assertThat(backlog.any()).isFalse();
        assertThat(backlog.precedes("zeta")).isFalse();
    }

    private static List<LeasedDelivery> claimOf(String... tenants) {
        return Stream.of(tenants).map(KnownBacklogTest::leased).toList();
    }

    private static LeasedDelivery leased(String tenant) {
        Notification notification = new Notification(
                NotificationId.of("ntf_00000000000000000000000001"),
                tenant,
                "shop",
                "key",
                "order.paid",
                null,
                Payload.of("{}"),
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                IntentKeys.NONE);
        return new LeasedDelivery(
                DeliveryId.of("dlv_00000000000000000000000001"),
                notification,
                "webhook",
                "user:1",
                null,
                1,
                0,
                0,
                new LeaseToken("token"),
                Instant.EPOCH);
    }
}
