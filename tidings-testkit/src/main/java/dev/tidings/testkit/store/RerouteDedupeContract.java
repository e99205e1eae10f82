package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.Rerouting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dedupe keys of deliveries that are routed again: they hold the key on their new channels and endpoints. */
public abstract class RerouteDedupeContract extends StoreContract {
    protected RerouteDedupeContract(StoreFactory factory) {
        super(factory);
    }

    private NewDelivery unrouted(String key, String recipient, Dedupe dedupe) {
        NewDelivery skipped =
                NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, recipient, "recipient_missing");
        accept(deduped(key, "builds", "build.failed", dedupe, skipped));
        return skipped;
    }

    /** Reroutes a delivery: the first route keeps the delivery's id. */
    private List<NewDelivery> routes(NewDelivery skipped, String... channels) {
        List<NewDelivery> routes = new ArrayList<>();
        for (String channel : channels) {
            routes.add(NewDelivery.pending(
                    routes.isEmpty() ? skipped.id() : ids.deliveryBeside(skipped.id(), now()),
                    channel,
                    skipped.recipient(),
                    null));
        }
        return routes;
    }

    private List<DeliveryId> reroute(List<NewDelivery> routes, Set<String> shared) {
        return store().changes().reroute(TENANT, List.of(new Rerouting(routes, shared)), Duration.ZERO);
    }

    @Test
    void a_rerouted_delivery_holds_its_key_on_its_new_channels() {
        NewDelivery skipped = unrouted("a", "user:1", Dedupe.of("alarm-7"));
        List<NewDelivery> routes = routes(skipped, "webhook", "email");

        assertThat(reroute(routes, Set.of())).containsExactly(skipped.id());

        AcceptResult later = accept(deduped(
                "b",
                "builds",
                "build.failed",
                Dedupe.of("alarm-7"),
                pending("webhook", "user:1"),
                pending("email", "user:1"),
                pending("feishu", "user:1")));
        assertThat(deliveriesOf(later))
                .extracting(ReceiptDelivery::channel, ReceiptDelivery::id, ReceiptDelivery::reused)
                .contains(
                        tuple("webhook", skipped.id(), true),
                        tuple("email", routes.get(1).id(), true));
        assertThat(deliveriesOf(later))
                .filteredOn(delivery -> !delivery.reused())
                .extracting(ReceiptDelivery::channel)
                .containsExactly("feishu");
        assertThat(unroutedAgain("c")).as("no slot without a channel is left").isFalse();
    }

    @Test
    void a_skip_on_a_channel_takes_the_slots_of_the_endpoints_that_it_is_rerouted_to() {
        EndpointId first = ids.endpoint(now());
        EndpointId second = ids.endpoint(now());
        NewDelivery skipped =
                NewDelivery.skipped(ids.delivery(now()), "webhook", "user:1", Router.NO_MATCHING_ENDPOINT);
        Acceptance skip = deduped("a", "builds", "build.failed", Dedupe.of("alarm-7"), skipped);
        accept(with(skip, keyed(skip.notification(), new IntentKeys("alarm-7", null))));
        NewDelivery sent = pending("webhook", "user:1").to(second);
        accept(deduped("b", "builds", "build.failed", Dedupe.of("alarm-7"), sent));

        assertThat(reroute(
                        List.of(
                                routes(skipped, "webhook").getFirst().to(first),
                                NewDelivery.pending(ids.deliveryBeside(skipped.id(), now()), "webhook", "user:1", null)
                                        .to(second)),
                        Set.of()))
                .containsExactly(skipped.id());

        assertThat(delivery(skipped.id()).endpointId()).isEqualTo(first);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10))
                .as("the second endpoint has a message with the key already")
                .isEqualTo(2);
        AcceptResult later = accept(deduped(
                "c",
                "builds",
                "build.failed",
                Dedupe.of("alarm-7"),
                pending("webhook", "user:1").to(first)));
        assertThat(deliveriesOf(later))
                .extracting(ReceiptDelivery::id, ReceiptDelivery::reused)
                .containsExactly(tuple(skipped.id(), true));
    }

    /** Whether an intent without a channel reuses a delivery. */
    private boolean unroutedAgain(String key) {
        return deliveriesOf(accept(deduped(
                        key,
                        "builds",
                        "build.failed",
                        Dedupe.of("alarm-7"),
                        NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, "user:1", "recipient_missing"))))
                .getFirst()
                .reused();
    }

    @Test
    void a_rerouted_delivery_skips_channels_where_a_later_intent_holds_its_key() {
        NewDelivery skipped = unrouted("a", "user:1", Dedupe.of("alarm-7"));
        NewDelivery sent = pending("webhook", "user:1");
        accept(deduped("b", "builds", "build.failed", Dedupe.of("alarm-7"), sent));

        assertThat(reroute(routes(skipped, "webhook"), Set.of()))
                .as("no other route exists")
                .isEmpty();
        assertThat(delivery(skipped.id()).status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(delivery(skipped.id()).channel()).isEqualTo(Router.NO_CHANNEL);

        assertThat(reroute(routes(skipped, "webhook", "email"), Set.of())).containsExactly(skipped.id());
        assertThat(delivery(skipped.id()).channel()).isEqualTo("email");
        assertThat(delivery(skipped.id()).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isEqualTo(2);
        AcceptResult again = accept(deduped("a", "builds", "build.failed", Dedupe.of("alarm-7")));
        assertThat(deliveriesOf(again))
                .extracting(ReceiptDelivery::id, ReceiptDelivery::reused)
                .containsExactlyInAnyOrder(tuple(skipped.id(), false), tuple(sent.id(), true));
    }

    @Test
    void a_failed_rerouting_takes_no_slot() {
        NewDelivery skipped = unrouted("a", "user:1", Dedupe.of("alarm-7"));
        List<NewDelivery> routes = routes(skipped, "webhook", "email");
        assertThat(store().changes().reroute("another", List.of(new Rerouting(routes)), Duration.ZERO))
                .isEmpty();

        AcceptResult later =
                accept(deduped("b", "builds", "build.failed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));

        assertThat(deliveriesOf(later)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }

    @Test
    void with_channel_wide_keys_all_rerouted_deliveries_of_an_intent_hold_the_slot() {
        Dedupe shared = new Dedupe("alarm-7", Set.of("feishu"));
        NewDelivery one = NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, "user:1", "recipient_missing");
        NewDelivery two = NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, "user:2", "recipient_missing");
        accept(deduped("a", "builds", "build.failed", shared, one, two));

        assertThat(reroute(routes(one, "feishu"), Set.of("feishu"))).containsExactly(one.id());
        assertThat(reroute(routes(two, "feishu"), Set.of("feishu"))).containsExactly(two.id());

        AcceptResult later = accept(deduped("b", "tests", "test.failed", shared, pending("feishu", "user:3")));
        assertThat(deliveriesOf(later))
                .allMatch(ReceiptDelivery::reused)
                .extracting(ReceiptDelivery::id)
                .containsExactlyInAnyOrder(one.id(), two.id());
    }
}
