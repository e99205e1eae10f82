package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
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
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists: newest first, in stable pages, per tenant. */
public abstract class QueryContract extends StoreContract {
    private static final int BATCHES = 5;

    protected QueryContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void pages_are_newest_first_and_complete() {
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            accepted.add(acceptOne("user:" + i));
            clock.advance(Duration.ofMillis(1));
        }

        List<DeliveryId> listed = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Delivery> page = store().queries().deliveries(DeliveryFilter.of(TENANT), cursor, 3);
            page.items().forEach(delivery -> listed.add(delivery.id()));
            cursor = page.next();
        } while (cursor != null);

        assertThat(listed).containsExactlyElementsOf(accepted.reversed());
    }

    @Test
    void a_full_last_page_has_no_next_cursor() {
        acceptOne("user:1");
        acceptOne("user:2");

        assertThat(store().queries()
                        .deliveries(DeliveryFilter.of(TENANT), null, 2)
                        .next())
                .isNull();
        assertThat(store().queries().deliveries(DeliveryFilter.of("other"), null, 2))
                .isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void pages_are_stable_during_writes() {
        List<DeliveryId> old = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            old.add(acceptOne("user:" + i));
        }
        Page<Delivery> first = store().queries().deliveries(DeliveryFilter.of(TENANT), null, 2);

        acceptOne("user:new");
        claim(3).forEach(this::sent);
        Page<Delivery> second = store().queries().deliveries(DeliveryFilter.of(TENANT), first.next(), 2);
        acceptOne("user:newer");
        Page<Delivery> third = store().queries().deliveries(DeliveryFilter.of(TENANT), second.next(), 2);

        List<DeliveryId> listed = new ArrayList<>();
        List.of(first, second, third).forEach(page -> page.items().forEach(one -> listed.add(one.id())));
        assertThat(listed).containsExactlyElementsOf(old.reversed());
        assertThat(third.next()).isNull();
    }

    @Test
    void a_list_by_one_filter_refuses_the_cursors_of_another() {
        for (int i = 0; i < 3; i++) {
            acceptOne("user:1");
        }
        DeliveryFilter all = DeliveryFilter.of(TENANT);
        DeliveryFilter open = all.withStatuses(Set.of(DeliveryStatus.FAILED, DeliveryStatus.PENDING));
        String ofOpen = Objects.requireNonNull(
                store().queries().deliveries(open, null, 1).next());

        assertThat(store().queries()
                        .deliveries(all.withStatuses(Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED)), ofOpen, 5)
                        .items())
                .hasSize(2);
        List<DeliveryFilter> others = List.of(
                all,
                open.withRecipient("user:1"),
                all.withStatuses(Set.of(DeliveryStatus.PENDING)),
                DeliveryFilter.of("other").withStatuses(open.statuses()));
        for (DeliveryFilter other : others) {
            assertThatThrownBy(() -> store().queries().deliveries(other, ofOpen, 1))
                    .as("%s", other)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.problem().field()).isEqualTo("cursor"));
        }
    }

    @Test
    void a_listing_refuses_cursors_of_other_listings() {
        for (int i = 0; i < 2; i++) {
            acceptOne("user:" + i);
        }
        String id = acceptOne("user:2").value().substring(DeliveryId.PREFIX.length());
        String foreign = Objects.requireNonNull(
                store().queries().deliveries(DeliveryFilter.of(TENANT), null, 1).next());
        List<String> none = List.of("garbage", "z", "0", "not a cursor!", "Z2FtZQ", id, foreign + "A");
        Map<String, Function<String, Page<?>>> listings = Map.of(
                "deliveries", cursor -> store().queries().deliveries(DeliveryFilter.of(TENANT), cursor, 2),
                "quarantine", cursor -> store().quarantine().quarantined(TENANT, cursor, 2),
                "operational events", cursor -> store().events().events(TENANT, cursor, 2));
        listings.forEach((listing, page) -> {
            List<String> refused = new ArrayList<>(none);
            if (!listing.equals("deliveries")) {
                refused.add(foreign);
            }
            for (String cursor : refused) {
                assertThatThrownBy(() -> page.apply(cursor))
                        .as("%s with the cursor %s", listing, cursor)
                        .isInstanceOfSatisfying(ProblemException.class, problem -> {
                            assertThat(problem.problem().field()).isEqualTo("cursor");
                            assertThat(problem.problem().value()).isEqualTo(cursor);
                        });
            }
        });
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
        Endpoint endpoint = new Endpoint(
                ids.endpoint(now()),
                key,
                "https://example.com/" + name,
                true,
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                now(),
                now());
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

    private List<Delivery> all(DeliveryFilter filter) {
        List<Delivery> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Delivery> page = store().queries().deliveries(filter, cursor, 500);
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        assertThat(all).extracting(Delivery::id).doesNotHaveDuplicates();
        return all;
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

    @Test
    void counting_stops_at_its_limit() {
        for (int i = 0; i < 5; i++) {
            acceptOne("user:" + i);
        }

        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 3)).isEqualTo(3);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isEqualTo(5);
        assertThat(store().queries().count(DeliveryFilter.of("other"), 10)).isZero();
    }

    @Test
    void a_tenant_cannot_see_data_of_another() {
        DeliveryId id = acceptOne("user:1");
        Delivery mine = delivery(id);
        claimOne();

        assertThat(store().queries().delivery("other", id)).isEmpty();
        assertThat(store().queries().attempts("other", id)).isEmpty();
        assertThat(store().queries().notification("other", mine.notificationId()))
                .isEmpty();
        assertThat(store().queries()
                        .deliveries(DeliveryFilter.of(mine.notificationId(), "other"), null, 10)
                        .items())
                .isEmpty();
    }

    @Test
    void missing_data_is_empty() {
        assertThat(store().queries().delivery(TENANT, ids.delivery(now()))).isEmpty();
        assertThat(store().queries().notification(TENANT, ids.notification(now())))
                .isEmpty();
        assertThat(store().queries().attempts(TENANT, ids.delivery(now()))).isEmpty();
        assertThat(store().queries().backlog()).isEmpty();
    }

    @Test
    void the_backlog_shows_the_number_and_age_of_waiting_deliveries() {
        Instant first = now();
        acceptOne("user:1");
        acceptOne("user:2");
        claim(2).forEach(leased -> retry(leased, Duration.ofHours(1)));
        accept(intent("e1", pending("email", "user:1")));
        clock.advance(Duration.ofSeconds(10));
        accept(intent("e2", pending("email", "user:1"), sending("user:3")));

        assertThat(store().queries().backlog())
                .containsExactlyInAnyOrder(new Backlog("email", 2, 2, first), new Backlog(CHANNEL, 3, 0, null));

        clock.advance(LEASE);
        assertThat(store().queries().backlog()).contains(new Backlog(CHANNEL, 3, 1, now()));
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
