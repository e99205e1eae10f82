package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.MissedDelivery;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deliveries that an endpoint missed are sent later, each once. */
public abstract class MissedDeliveryContract extends StoreContract {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", CHANNEL);
    private static final Set<String> PER_RECIPIENT = Set.of();

    protected MissedDeliveryContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_missed_delivery_is_inserted_once_however_often_it_is_sent() {
        MissedDelivery missed = MissedDelivery.beside(skipped(Router.NO_MATCHING_ENDPOINT), endpoint());

        assertThat(send(missed)).containsExactly(missed.id());
        assertThat(send(missed)).isEmpty();

        Delivery inserted = delivery(missed.id());
        assertThat(inserted.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(inserted.recipient()).isEqualTo("user:1");
        assertThat(inserted.endpointId()).isEqualTo(endpoint().id());
        assertThat(inserted.notificationId()).isEqualTo(delivery(missed.of()).notificationId());
        assertThat(delivery(missed.of()).status()).as("what it is beside").isEqualTo(DeliveryStatus.SKIPPED);
        sent(claimOne());
        assertThat(send(missed)).as("after it was sent").isEmpty();
        assertThat(claim(2)).isEmpty();
    }

    @Test
    void a_skip_of_the_endpoint_itself_becomes_pending_once() {
        NewDelivery disabled = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", Router.ENDPOINT_DISABLED)
                .to(endpoint().id());
        accept(intent("disabled", disabled));
        MissedDelivery missed =
                MissedDelivery.skipped(delivery(disabled.id()), endpoint().id());

        assertThat(send(missed)).containsExactly(disabled.id());
        assertThat(send(missed)).isEmpty();

        assertThat(delivery(disabled.id()).reason()).isNull();
        assertThat(delivery(disabled.id()).finishedAt()).isNull();
        sent(claimOne());
        assertThat(send(missed)).as("after it was sent").isEmpty();
        assertThat(delivery(disabled.id()).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void concurrent_senders_send_each_once() throws Exception {
        List<MissedDelivery> missed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            missed.add(MissedDelivery.beside(skipped(Router.RECIPIENT_MISSING), endpoint()));
        }

        List<List<DeliveryId>> sent =
                Race.of(4, () -> store().missedDeliveries().send(TENANT, missed, PER_RECIPIENT));

        assertThat(sent.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        missed.stream().map(MissedDelivery::id).toList());
        assertThat(store().queries()
                        .count(DeliveryFilter.of(TENANT).to(endpoint().id()), 100))
                .isEqualTo(missed.size());
    }

    @Test
    void they_are_due_in_the_given_order_and_not_before_the_intent_allows() {
        List<MissedDelivery> missed = IntStream.range(0, 5)
                .mapToObj(i -> {
                    clock.advance(Duration.ofMillis(1));
                    return MissedDelivery.beside(skipped(Router.NO_MATCHING_ENDPOINT), endpoint());
                })
                .toList();
        store().missedDeliveries().send(TENANT, missed, PER_RECIPIENT);
        List<Instant> due =
                missed.stream().map(one -> delivery(one.id()).nextAttemptAt()).toList();

        assertThat(due).doesNotContainNull().isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_dedupe_slot_that_another_notification_holds_prevents_a_second_message() {
        EndpointKey key = endpoint().key();
        Acceptance first = deduped("first", "k", skip());
        accept(first);
        NewDelivery later = pending(CHANNEL, key.recipient()).to(endpoint().id());
        accept(deduped("second", "k", later));
        accept(deduped("third", "other", skip()));
        MissedDelivery held =
                MissedDelivery.beside(delivery(first.deliveries().getFirst().id()), endpoint());

        assertThat(send(held)).as("the second notification was sent to it").isEmpty();

        MissedDelivery free = MissedDelivery.beside(newest(), endpoint());
        assertThat(send(free)).containsExactly(free.id());
        accept(deduped(
                "fourth",
                "other",
                pending(CHANNEL, key.recipient()).to(endpoint().id())));
        assertThat(store().queries()
                        .count(DeliveryFilter.of(TENANT).to(endpoint().id()), 100))
                .as("the fourth notification reuses the delivery of the third")
                .isEqualTo(2);
    }

    private Acceptance deduped(String key, String dedupeKey, NewDelivery delivery) {
        Acceptance acceptance = intent(TENANT, key, dedupeKey, delivery);
        return with(acceptance, keyed(acceptance.notification(), new IntentKeys(dedupeKey, null)));
    }

    private NewDelivery skip() {
        return NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", Router.NO_MATCHING_ENDPOINT);
    }

    private Delivery newest() {
        clock.advance(Duration.ofMillis(1));
        return store().queries()
                .deliveries(DeliveryFilter.of(TENANT).withStatuses(Set.of(DeliveryStatus.SKIPPED)), null, 1)
                .items()
                .getFirst();
    }

    private List<DeliveryId> send(MissedDelivery missed) {
        return store().missedDeliveries().send(TENANT, List.of(missed), PER_RECIPIENT);
    }

    private Delivery skipped(String reason) {
        NewDelivery skip = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", reason);
        accept(intent("skip " + skip.id(), skip));
        return delivery(skip.id());
    }

    private Endpoint endpoint() {
        return plainEndpoint(EndpointIds.of(KEY), KEY, "https://example.com/hook");
    }
}
