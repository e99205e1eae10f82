package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Dedupe keys: a second intent reuses the deliveries of the first to the same recipients. */
public abstract class DedupeContract extends StoreContract {
    private static final int MANY = 1_000;

    protected DedupeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_second_intent_creates_no_second_delivery() {
        NewDelivery first = pending("webhook", "user:1");
        accept(intent(TENANT, "a", "alarm-7", first));

        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1")));

        assertThat(second).isInstanceOf(AcceptResult.Accepted.class);
        assertThat(deliveriesOf(second))
                .containsExactly(
                        new ReceiptDelivery(first.id(), "webhook", "user:1", false, DeliveryStatus.PENDING, true));
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isOne();
    }

    @Test
    void a_receipt_marks_recipients_that_are_addresses_of_the_intent() {
        String address = "https://example.com/hook?token=x";
        NewDelivery outright = NewDelivery.pending(ids.delivery(now()), "webhook", address, address);
        Acceptance intent = intent(TENANT, "a", "alarm-7", outright, pending("email", "team//a"));

        AcceptResult accepted = accept(intent);
        AcceptResult reused = accept(intent(
                TENANT,
                "b",
                "alarm-7",
                NewDelivery.pending(ids.delivery(now()), "webhook", address, address),
                pending("email", "team//a")));

        for (AcceptResult result : List.of(accepted, accept(intent), reused)) {
            assertThat(deliveriesOf(result))
                    .extracting(ReceiptDelivery::recipient, ReceiptDelivery::outright)
                    .containsExactlyInAnyOrder(tuple(address, true), tuple("team//a", false));
        }
        assertThat(deliveriesOf(reused)).allMatch(ReceiptDelivery::reused);
    }

    @Test
    void a_key_applies_per_channel() {
        NewDelivery webhook = pending("webhook", "user:1");
        NewDelivery email = pending("email", "user:1");
        accept(intent(TENANT, "a", "alarm-7", webhook));

        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"), email));
        AcceptResult third =
                accept(intent(TENANT, "c", "alarm-7", pending("email", "user:1"), pending("webhook", "user:1")));

        assertThat(deliveriesOf(second))
                .containsExactlyInAnyOrder(
                        new ReceiptDelivery(webhook.id(), "webhook", "user:1", false, DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(email.id(), "email", "user:1", false, DeliveryStatus.PENDING, false));
        assertThat(deliveriesOf(third)).allMatch(ReceiptDelivery::reused).hasSize(2);
    }

    @Test
    void a_key_applies_per_endpoint() {
        EndpointId first = ids.endpoint(now());
        EndpointId second = ids.endpoint(now());
        NewDelivery one = pending("webhook", "user:1").to(first);
        NewDelivery two = pending("webhook", "user:1").to(second);
        accept(intent(TENANT, "a", "alarm-7", one, pending("webhook", "user:1").to(second)));

        AcceptResult repeated = accept(intent(
                TENANT,
                "b",
                "alarm-7",
                pending("webhook", "user:1").to(first),
                two,
                pending("webhook", "user:1").to(ids.endpoint(now()))));

        assertThat(deliveriesOf(repeated))
                .extracting(ReceiptDelivery::reused)
                .as("an endpoint added since gets the message")
                .containsExactlyInAnyOrder(true, true, false);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isEqualTo(3);
    }

    @Test
    void a_duplicate_never_suppresses_the_delivery_of_another_recipient() {
        NewDelivery one = pending("webhook", "user:1");
        NewDelivery two = pending("webhook", "user:2");
        NewDelivery three = pending("webhook", "user:3");

        AcceptResult first = accept(intent(TENANT, "a", "alarm-7", one, two));
        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:2"), three));

        assertThat(deliveriesOf(first)).extracting(ReceiptDelivery::id).containsExactly(one.id(), two.id());
        assertThat(deliveriesOf(second))
                .containsExactly(
                        new ReceiptDelivery(two.id(), "webhook", "user:2", false, DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(three.id(), "webhook", "user:3", false, DeliveryStatus.PENDING, false));
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isEqualTo(3);
    }

    @Test
    void keys_are_separate_per_producer_and_type() {
        accept(deduped("a", "builds", "build.failed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));

        AcceptResult otherProducer =
                accept(deduped("b", "tests", "build.failed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));
        AcceptResult otherType =
                accept(deduped("c", "builds", "build.passed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));

        assertThat(deliveriesOf(otherProducer))
                .noneMatch(ReceiptDelivery::reused)
                .hasSize(1);
        assertThat(deliveriesOf(otherType)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }

    /** The behavior of older systems, whose producers migrate. */
    @Test
    void with_channel_wide_keys_later_intents_reuse_all_deliveries_of_the_first() {
        Dedupe shared = new Dedupe("alarm-7", Set.of("feishu"));
        NewDelivery one = pending("feishu", "user:1");
        NewDelivery two = pending("feishu", "user:2");
        NewDelivery mail = pending("email", "user:3");

        AcceptResult first = accept(deduped("a", "builds", "build.failed", shared, one, two));
        AcceptResult second = accept(deduped("b", "tests", "test.failed", shared, pending("feishu", "user:3"), mail));
        AcceptResult again = accept(deduped("b", "tests", "test.failed", shared, pending("feishu", "user:3"), mail));

        assertThat(deliveriesOf(first)).noneMatch(ReceiptDelivery::reused).hasSize(2);
        assertThat(deliveriesOf(second))
                .containsExactly(
                        new ReceiptDelivery(one.id(), "feishu", "user:1", false, DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(two.id(), "feishu", "user:2", false, DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(mail.id(), "email", "user:3", false, DeliveryStatus.PENDING, false));
        assertThat(again).isInstanceOf(AcceptResult.Replayed.class);
        assertThat(deliveriesOf(again)).containsExactlyInAnyOrderElementsOf(deliveriesOf(second));
    }

    @Test
    void channel_wide_keys_apply_within_a_batch() {
        Dedupe shared = new Dedupe("alarm-7", Set.of("feishu"));

        List<AcceptResult> results = store().accepts()
                .accept(
                        List.of(
                                deduped(
                                        "a",
                                        "builds",
                                        "t",
                                        shared,
                                        pending("feishu", "user:1"),
                                        pending("feishu", "user:2")),
                                deduped("b", "tests", "t", shared, pending("feishu", "user:3"))),
                        GRANT);

        assertThat(deliveriesOf(results.get(0)))
                .noneMatch(ReceiptDelivery::reused)
                .hasSize(2);
        assertThat(deliveriesOf(results.get(1)))
                .allMatch(ReceiptDelivery::reused)
                .extracting(ReceiptDelivery::recipient)
                .containsExactly("user:1", "user:2");
    }

    @Test
    void many_recipients_have_one_slot_each() {
        NewDelivery[] many = IntStream.range(0, MANY)
                .mapToObj(i -> pending("webhook", "user:" + i))
                .toArray(NewDelivery[]::new);
        NewDelivery[] others = IntStream.range(MANY / 2, MANY + MANY / 2)
                .mapToObj(i -> pending("webhook", "user:" + i))
                .toArray(NewDelivery[]::new);
        accept(intent(TENANT, "a", "alarm-7", many));

        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", others));

        assertThat(deliveriesOf(second)).hasSize(MANY);
        assertThat(deliveriesOf(second)).filteredOn(ReceiptDelivery::reused).hasSize(MANY / 2);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 2 * MANY)).isEqualTo(MANY + MANY / 2);
    }

    @Test
    void a_replayed_receipt_of_the_second_intent_names_the_reused_deliveries() {
        accept(intent(TENANT, "a", "alarm-7", pending("webhook", "user:1")));
        Acceptance second = intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"), pending("email", "user:1"));
        AcceptResult accepted = accept(second);

        AcceptResult again = accept(second);

        assertThat(again).isInstanceOf(AcceptResult.Replayed.class);
        assertThat(deliveriesOf(again)).containsExactlyInAnyOrderElementsOf(deliveriesOf(accepted));
    }

    @Test
    void a_replayed_receipt_of_the_first_intent_names_only_its_own_deliveries() {
        Acceptance first = intent(TENANT, "a", "alarm-7", pending("webhook", "user:1"));
        accept(first);
        accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"), pending("email", "user:1")));

        assertThat(deliveriesOf(accept(first)))
                .extracting(ReceiptDelivery::channel)
                .containsExactly("webhook");
    }

    @Test
    void keys_are_separate_per_tenant() {
        accept(intent("one", "a", "alarm-7", pending("webhook", "user:1")));

        AcceptResult other = accept(intent("two", "a", "alarm-7", pending("webhook", "user:1")));

        assertThat(deliveriesOf(other)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }

    @Test
    void keys_apply_within_a_batch() {
        List<AcceptResult> results = store().accepts()
                .accept(
                        List.of(
                                intent(TENANT, "a", "alarm-7", pending("webhook", "user:1")),
                                intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"))),
                        GRANT);

        assertThat(deliveriesOf(results.get(0))).noneMatch(ReceiptDelivery::reused);
        assertThat(deliveriesOf(results.get(1)))
                .allMatch(ReceiptDelivery::reused)
                .hasSize(1);
    }

    @Test
    void a_key_is_free_after_its_notification_is_removed() {
        accept(intent(TENANT, "a", "alarm-7", pending(CHANNEL, "user:1")));
        accept(intent(TENANT, "b", "alarm-7", pending(CHANNEL, "user:1")));
        sent(claimOne());
        clock.advance(Duration.ofDays(31));
        while (store().retention().removeFinished(now().minus(Duration.ofDays(30)), 10) > 0) {
            // Repeats until nothing is left.
        }

        AcceptResult third = accept(intent(TENANT, "c", "alarm-7", pending(CHANNEL, "user:1")));

        assertThat(deliveriesOf(third)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }
}
