package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists: newest first, in stable pages, per tenant. */
public abstract class QueryContract extends StoreContract {
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
        assertThat(store().queries().backlog(100)).isEmpty();
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

        assertThat(store().queries().backlog(100))
                .containsExactlyInAnyOrder(
                        new Backlog("email", 2, 2, first, true), new Backlog(CHANNEL, 3, 0, null, true));

        assertThat(store().queries().backlog(2))
                .as("counted up to a bound")
                .containsExactlyInAnyOrder(
                        new Backlog("email", 2, 2, first, true), new Backlog(CHANNEL, 2, 0, null, false));
        assertThat(store().queries().backlog(1)).contains(new Backlog("email", 1, 1, first, false));

        clock.advance(LEASE);
        assertThat(store().queries().backlog(100)).contains(new Backlog(CHANNEL, 3, 1, now(), true));
    }
}
