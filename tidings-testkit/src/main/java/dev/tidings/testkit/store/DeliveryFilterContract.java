package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointCriterion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters of deliveries return exactly their matches, and a page examines a bounded number of deliveries. */
public abstract class DeliveryFilterContract extends StoreContract {
    private static final int BATCHES = 5;

    protected DeliveryFilterContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void deliveries_to_one_endpoint_are_found_with_and_without_its_recipient() {
        EndpointId first = createEndpoint("first").id();
        EndpointId second = createEndpoint("second").id();
        EndpointId gone = ids.endpoint(now());
        accept(intent(
                "k",
                pending("webhook", "user:1").to(first),
                pending("webhook", "user:1").to(second),
                NewDelivery.skipped(ids.delivery(now()), "webhook", "user:1", "no_matching_endpoint"),
                pending("webhook", "user:2").to(gone),
                NewDelivery.pending(ids.delivery(now()), "webhook", "user:1", "https://example.com/elsewhere")));
        DeliveryFilter all = DeliveryFilter.of(TENANT);
        DeliveryFilter named = filter(Set.of(), "webhook", "user:1", null);

        assertThat(endpoints(all.to(first))).containsExactly(first);
        assertThat(endpoints(named.to(second))).containsExactly(second);
        assertThat(endpoints(all.to(gone))).as("after its removal").containsExactly(gone);
        assertThat(endpoints(filter(Set.of(), null, "user:2", null).to(first))).isEmpty();
        assertThat(endpoints(named.to(new EndpointCriterion(first, true)))).containsExactly(null, first);
        assertThat(store().queries().count(all.to(first), 10)).isEqualTo(1);
    }

    private Endpoint createEndpoint(String name) {
        EndpointKey key = new EndpointKey(TENANT, "user:1", "webhook", name);
        Endpoint endpoint = plainEndpoint(ids.endpoint(now()), key, "https://example.com/" + name);
        return store().endpoints().create(endpoint, 10).orElseThrow();
    }

    private List<@Nullable EndpointId> endpoints(DeliveryFilter filter) {
        List<@Nullable EndpointId> found = new ArrayList<>();
        store().queries().deliveries(filter, null, 10).items().forEach(delivery -> found.add(delivery.endpointId()));
        return found;
    }

    @Test
    void each_filter_returns_exactly_its_matches() {
        Acceptance mixed = intent(
                "k",
                pending("webhook", "user:1"),
                pending("email", "user:2"),
                NewDelivery.skipped(ids.delivery(now()), "email", "user:3", "recipient_missing"));
        accept(mixed);
        Instant between = clock.advance(Duration.ofSeconds(1));
        DeliveryId later = acceptOne("user:1");

        assertThat(recipients(filter(Set.of(DeliveryStatus.SKIPPED), null, null, null)))
                .containsExactly("user:3");
        assertThat(recipients(filter(Set.of(DeliveryStatus.SKIPPED, DeliveryStatus.PENDING), "email", null, null)))
                .containsExactly("user:3", "user:2");
        assertThat(recipients(filter(Set.of(), null, "user:1", null))).hasSize(2);
        assertThat(recipients(filter(Set.of(), null, null, between))).containsExactly("user:1");
        assertThat(recipients(filter(Set.of(DeliveryStatus.DEAD), null, null, null)))
                .isEmpty();
        assertThat(recipients(DeliveryFilter.of(mixed.notification().id(), TENANT)))
                .containsExactly("user:3", "user:2", "user:1");
        assertThat(recipients(new DeliveryFilter(
                        TENANT, Set.of(), null, null, "build.failed", "recipient_missing", null, null)))
                .containsExactly("user:3");
        assertThat(recipients(new DeliveryFilter(TENANT, Set.of(), null, null, "other.type", null, null, null)))
                .isEmpty();
        assertThat(recipients(new DeliveryFilter(
                        TENANT,
                        Set.of(),
                        Set.of("webhook", "email"),
                        null,
                        null,
                        Set.of("recipient_missing", "endpoint_disabled"),
                        null,
                        null,
                        null)))
                .containsExactly("user:3");
        assertThat(recipients(new DeliveryFilter(
                        TENANT, Set.of(), Set.of("webhook", "none"), null, null, Set.of(), null, null, between)))
                .containsExactly("user:1");
        assertThat(store().queries()
                        .deliveries(filter(Set.of(), null, null, between), null, 10)
                        .items())
                .extracting(Delivery::id)
                .containsExactly(later);
    }

    /** More deliveries than a page scans, all to one recipient, with a different one before and after them. */
    private Instant acceptMany() {
        accept(intent("first", pending("email", "user:first")));
        clock.advance(Duration.ofHours(1));
        for (int batch = 0; batch < 2 * BATCHES; batch++) {
            NewDelivery[] deliveries = new NewDelivery[QueryStore.WINDOW / BATCHES];
            Arrays.setAll(deliveries, i -> pending(CHANNEL, "user:busy"));
            accept(intent("many-" + batch, deliveries));
            clock.advance(Duration.ofMillis(1));
        }
        clock.advance(Duration.ofHours(1));
        accept(intent("last", NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:last", "because")));
        return now();
    }

    @Test
    void a_page_scans_a_bounded_number_of_deliveries_and_continues_below() {
        Instant last = acceptMany();
        Instant first = last.minus(Duration.ofHours(2));

        // Filters without an index: if the list ended on the first page, all deliveries would have been scanned.
        for (DeliveryFilter filter : List.of(
                DeliveryFilter.of("other"),
                new DeliveryFilter(TENANT, Set.of(), null, null, "zzz.nothing", null, null, null),
                new DeliveryFilter(TENANT, Set.of(), "nothing", null, null, null, null, null),
                filter(Set.of(DeliveryStatus.SENT), null, null, null),
                filter(Set.of(DeliveryStatus.SENT, DeliveryStatus.DEAD), null, null, null),
                filter(Set.of(DeliveryStatus.SENT), "nothing", "user:busy", first),
                filter(Set.of(DeliveryStatus.PENDING), "nothing", null, null),
                new DeliveryFilter(TENANT, Set.of(), null, "user:busy", "zzz.nothing", null, null, null),
                new DeliveryFilter(
                        TENANT, Set.of(), Set.of("a", "b"), null, "zzz.nothing", Set.of(), null, first, last))) {
            Page<Delivery> page = store().queries().deliveries(filter, null, 10);
            assertThat(page.items()).as("%s", filter).isEmpty();
            assertThat(page.next()).as("where to go on with %s", filter).isNotNull();
            assertThat(store().queries().count(filter, null, 10).next())
                    .as("where to continue counting %s", filter)
                    .isNotNull();
            assertThat(all(filter)).as("%s", filter).isEmpty();
            assertThat(store().queries().count(filter, 10)).as("%s", filter).isZero();
        }
        assertThat(all(filter(Set.of(), "email", null, null)))
                .extracting(Delivery::recipient)
                .containsExactly("user:first");
        assertThat(all(filter(Set.of(), null, "user:busy", null))).hasSize(2 * QueryStore.WINDOW);
        assertThat(store().queries().count(filter(Set.of(), CHANNEL, null, null), 3 * QueryStore.WINDOW))
                .isEqualTo(2 * QueryStore.WINDOW + 1);
    }

    @Test
    void a_filter_with_an_index_scans_only_its_matches() {
        Instant last = acceptMany();
        Instant first = last.minus(Duration.ofHours(2));
        NotificationId busy = store().queries()
                .deliveries(filter(Set.of(), null, "user:busy", null), null, 1)
                .items()
                .getFirst()
                .notificationId();

        Map.of(
                        filter(Set.of(), null, "user:first", null),
                        List.of("user:first"),
                        filter(Set.of(), null, "user:nobody", null),
                        List.<String>of(),
                        filter(Set.of(DeliveryStatus.SKIPPED), null, null, null),
                        List.of("user:last"),
                        filter(Set.of(DeliveryStatus.DEAD, DeliveryStatus.CANCELED), null, null, null),
                        List.<String>of(),
                        new DeliveryFilter(TENANT, Set.of(), null, null, null, "because", null, null),
                        List.of("user:last"),
                        new DeliveryFilter(TENANT, Set.of(), null, null, "zzz.nothing", null, busy, null),
                        List.<String>of(),
                        filter(Set.of(), null, null, last),
                        List.of("user:last"),
                        filter(Set.of(DeliveryStatus.SENT), "nothing", null, last),
                        List.<String>of(),
                        new DeliveryFilter(
                                TENANT,
                                Set.of(),
                                Set.of(),
                                null,
                                null,
                                Set.of(),
                                null,
                                null,
                                first.plus(Duration.ofMinutes(1))),
                        List.of("user:first"),
                        new DeliveryFilter(TENANT, Set.of(), Set.of(), null, "x", Set.of(), null, null, first),
                        List.<String>of())
                .forEach((filter, recipients) -> {
                    Page<Delivery> page = store().queries().deliveries(filter, null, 10);
                    assertThat(page.items())
                            .as("%s", filter)
                            .extracting(Delivery::recipient)
                            .containsExactlyElementsOf(recipients);
                    assertThat(page.next()).as("more of %s", filter).isNull();
                });
    }

    @Test
    void every_status_can_be_filtered() {
        acceptOne("user:sent");
        sent(claimOne());
        acceptOne("user:dead");
        rejected(claimOne());
        acceptOne("user:failed");
        retry(claimOne(), Duration.ofHours(1));
        store().changes().cancel(TENANT, acceptOne("user:canceled"));
        accept(intent("k", NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:skipped", "because")));
        accept(intent("k2", sending("user:sending")));
        acceptOne("user:pending");

        for (DeliveryStatus status : DeliveryStatus.values()) {
            assertThat(recipients(filter(Set.of(status), null, null, null))).containsExactly("user:" + status.code());
            assertThat(store().queries().count(filter(Set.of(status), null, null, null), 10))
                    .isOne();
        }
    }

    private List<String> recipients(DeliveryFilter filter) {
        return store().queries().deliveries(filter, null, 10).items().stream()
                .map(Delivery::recipient)
                .toList();
    }

    private static DeliveryFilter filter(
            Set<DeliveryStatus> statuses,
            @Nullable String channel,
            @Nullable String recipient,
            @Nullable Instant since) {
        return new DeliveryFilter(TENANT, statuses, channel, recipient, null, null, null, since);
    }
}
