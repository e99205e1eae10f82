package dev.tidings.testkit.store;

import static dev.tidings.testkit.store.CriteriaBuilder.criteria;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists of notifications, and of deliveries by the criteria of their notifications. */
public abstract class NotificationListContract extends StoreContract {
    private static final DeliveryFilter ALL = DeliveryFilter.of(TENANT);

    protected NotificationListContract(StoreFactory factory) {
        super(factory);
    }

    private NotificationId accept(IntentLabels labels, NewDelivery... deliveries) {
        return accept(new IntentKeys(null, null, false, null, labels), deliveries);
    }

    private NotificationId accept(IntentKeys keys, NewDelivery... deliveries) {
        Acceptance one = intent("key-" + ids.delivery(now()), deliveries);
        accept(with(one, keyed(one.notification(), keys)));
        return one.notification().id();
    }

    private static IntentLabels tagged(String... tags) {
        return new IntentLabels(List.of(tags), null, false);
    }

    private static DeliveryFilter tag(String tag) {
        return ALL.of(criteria().tag(tag).build());
    }

    private static DeliveryFilter cancelKey(String key) {
        return ALL.of(criteria().cancelKey(key).build());
    }

    private List<NotificationId> listed(DeliveryFilter filter) {
        Page<NotificationSummary> page = store().queries().notifications(filter, null, 100);
        assertThat(page.next()).as("more of %s", filter).isNull();
        return page.items().stream().map(NotificationSummary::id).toList();
    }

    private List<DeliveryId> deliveries(DeliveryFilter filter) {
        Page<Delivery> page = store().queries().deliveries(filter, null, 100);
        assertThat(page.next()).as("more of %s", filter).isNull();
        assertThat(store().queries().count(filter, 1_000))
                .isEqualTo(page.items().size());
        return page.items().stream().map(Delivery::id).toList();
    }

    @Test
    void notifications_are_listed_newest_first_with_their_keys_and_labels() {
        Acceptance one = intent("a", pending(CHANNEL, "user:1"));
        IntentKeys keys = new IntentKeys("d", "o", true, "k", new IntentLabels(List.of("x", "y"), "c", false));
        accept(with(one, keyed(one.notification(), keys)));
        clock.advance(Duration.ofSeconds(1));
        NotificationId second = accept(IntentLabels.NONE);

        Page<NotificationSummary> page = store().queries().notifications(ALL, null, 10);

        assertThat(page.items())
                .extracting(NotificationSummary::id)
                .containsExactly(second, one.notification().id());
        NotificationSummary first = page.items().getLast();
        assertThat(first.type()).isEqualTo("build.failed");
        assertThat(first.producer()).isEqualTo("builds");
        assertThat(first.idempotencyKey()).isEqualTo("a");
        assertThat(first.acceptedAt()).isEqualTo(one.notification().acceptedAt());
        assertThat(first.expiresAt()).isEqualTo(one.notification().expiresAt());
        assertThat(first.requestId()).isEqualTo("request-a");
        assertThat(first.keys()).isEqualTo(new IntentKeys("d", "o", true).limitedBy("k"));
        assertThat(first.labels()).isEqualTo(store().queries().labels(TENANT, first.id()));
        assertThat(store().queries()
                        .notifications(DeliveryFilter.of("other"), null, 10)
                        .items())
                .isEmpty();
    }

    @Test
    void each_criterion_of_notifications_selects_notifications_and_deliveries() {
        NewDelivery ofTagged = pending(CHANNEL, "user:0");
        NotificationId tagged = accept(tagged("red", "blue"), ofTagged);
        Instant between = clock.advance(Duration.ofSeconds(1));
        NewDelivery ofKeyed = pending(CHANNEL, "user:1");
        NotificationId keyed = accept(new IntentLabels(List.of("blue"), "c", false), ofKeyed);
        NewDelivery ofOrdered = pending(CHANNEL, "user:2");
        NotificationId ordered = accept(new IntentKeys(null, "o"), ofOrdered);
        NewDelivery ofLimited = pending(CHANNEL, "user:4");
        NotificationId limited = accept(IntentKeys.NONE.limitedBy("k"), ofLimited);
        NewDelivery ofPlain = pending(CHANNEL, "user:3");
        Acceptance plain = intent("plain", ofPlain);
        accept(plain);
        NotificationId last = plain.notification().id();

        assertThat(listed(tag("blue"))).containsExactly(keyed, tagged);
        assertThat(deliveries(tag("blue"))).containsExactly(ofKeyed.id(), ofTagged.id());
        assertThat(listed(tag("red"))).containsExactly(tagged);
        assertThat(listed(tag("c"))).isEmpty();
        assertThat(deliveries(tag("c"))).isEmpty();
        assertThat(listed(cancelKey("c"))).containsExactly(keyed);
        assertThat(deliveries(cancelKey("c"))).containsExactly(ofKeyed.id());
        DeliveryFilter order = ALL.of(criteria().orderingKey("o").build());
        assertThat(listed(order)).containsExactly(ordered);
        assertThat(deliveries(order)).containsExactly(ofOrdered.id());
        DeliveryFilter concurrency = ALL.of(criteria().concurrencyKey("k").build());
        assertThat(listed(concurrency)).containsExactly(limited);
        assertThat(deliveries(concurrency)).containsExactly(ofLimited.id());
        DeliveryFilter key =
                ALL.of(criteria().producer("builds").idempotencyKey("plain").build());
        assertThat(listed(key)).containsExactly(last);
        assertThat(deliveries(key)).containsExactly(ofPlain.id());
        assertThat(listed(ALL.of(criteria().producer("others").build()))).isEmpty();
        assertThat(listed(ALL.of(
                        criteria().tag("blue").cancelKey("c").producer("builds").build())))
                .containsExactly(keyed);
        assertThat(listed(since(tag("blue"), between))).containsExactly(keyed);
        assertThat(deliveries(since(tag("blue"), between))).containsExactly(ofKeyed.id());
        assertThat(listed(since(ALL, between))).containsExactly(last, limited, ordered, keyed);
    }

    private static DeliveryFilter since(DeliveryFilter filter, @Nullable Instant since) {
        return new DeliveryFilter(
                filter.tenant(),
                filter.statuses(),
                filter.channels(),
                filter.recipient(),
                filter.type(),
                filter.reasons(),
                filter.notificationId(),
                since,
                filter.until(),
                filter.endpoint(),
                filter.notifications());
    }

    @Test
    void a_notification_is_listed_by_a_delivery_that_meets_all_criteria() {
        EndpointId endpoint = ids.endpoint(now());
        NotificationId both = accept(
                tagged("red"), pending(CHANNEL, "user:1").to(endpoint), sending("user:2"), pending("email", "user:2"));
        NotificationId other = accept(
                IntentLabels.NONE, NewDelivery.skipped(ids.delivery(now()), "email", "user:1", "recipient_missing"));
        accept(IntentLabels.NONE);

        assertThat(listed(ALL.withRecipient("user:1"))).containsExactly(other, both);
        assertThat(listed(ALL.withRecipient("user:2"))).containsExactly(both);
        assertThat(listed(ALL.to(endpoint))).containsExactly(both);
        assertThat(listed(ALL.withStatuses(Set.of(DeliveryStatus.SKIPPED)))).containsExactly(other);
        assertThat(listed(ALL.withStatuses(Set.of(DeliveryStatus.SENT)))).isEmpty();
        assertThat(listed(ALL.withRecipient("user:1").withStatuses(Set.of(DeliveryStatus.SENDING))))
                .isEmpty();
        assertThat(listed(ALL.withRecipient("user:2").withStatuses(Set.of(DeliveryStatus.SENDING))))
                .containsExactly(both);
        assertThat(listed(tag("red").withStatuses(Set.of(DeliveryStatus.PENDING))))
                .containsExactly(both);
        assertThat(listed(tag("red").withStatuses(Set.of(DeliveryStatus.SKIPPED))))
                .isEmpty();
    }

    @Test
    void pages_neither_repeat_nor_omit_and_their_cursors_belong_to_one_filter() {
        List<NotificationId> accepted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            accepted.addFirst(accept(tagged("red"), pending(CHANNEL, "user:1")));
        }
        for (DeliveryFilter filter : List.of(ALL, tag("red"), ALL.withRecipient("user:1"))) {
            List<NotificationId> found = new ArrayList<>();
            @Nullable String cursor = null;
            do {
                Page<NotificationSummary> page = store().queries().notifications(filter, cursor, 3);
                page.items().forEach(one -> found.add(one.id()));
                cursor = page.next();
            } while (cursor != null);
            assertThat(found).as("%s", filter).isEqualTo(accepted);
        }
        String cursor = store().queries().notifications(tag("red"), null, 3).next();
        for (DeliveryFilter another : List.of(ALL, tag("blue"), cancelKey("red"))) {
            assertThatThrownBy(() -> store().queries().notifications(another, cursor, 3))
                    .isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> store().queries().deliveries(tag("red"), cursor, 3))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> store().queries().notifications(ALL, "made-up", 3))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void a_page_examines_a_bounded_number_of_notifications_and_continues_below() {
        NotificationId rare = accept(tagged("rare"), pending("email", "user:rare"));
        clock.advance(Duration.ofMillis(1));
        int batch = 500;
        for (int from = 0; from <= QueryStore.WINDOW; from += batch) {
            List<Acceptance> many = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                Acceptance one = intent("many-" + from + "-" + i);
                many.add(with(
                        one, keyed(one.notification(), new IntentKeys(null, null, false, null, tagged("common")))));
            }
            store().accepts().accept(many, GRANT);
            clock.advance(Duration.ofMillis(1));
        }

        // If the list ended on the first page, all notifications would have been read.
        for (DeliveryFilter filter : List.of(
                new DeliveryFilter(TENANT, Set.of(), null, null, "zzz.nothing", null, null, null),
                ALL.of(criteria().tag("common").orderingKey("nothing").build()),
                ALL.of(criteria().orderingKey("nothing").build()),
                ALL.of(criteria().concurrencyKey("nothing").build()),
                ALL.withStatuses(Set.of(DeliveryStatus.SENT)))) {
            Page<NotificationSummary> page = store().queries().notifications(filter, null, 10);
            assertThat(page.items()).as("%s", filter).isEmpty();
            assertThat(page.next()).as("%s", filter).isNotNull();
        }
        assertThat(listed(tag("rare"))).containsExactly(rare);
        assertThat(listed(ALL.withRecipient("user:rare"))).containsExactly(rare);
        assertThat(deliveries(tag("rare"))).hasSize(1);
        Page<Delivery> page = store().queries().deliveries(tag("common"), null, 10);
        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isNotNull();
    }
}
