package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.notification.Notification;
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

/** Dedupe keys: a second intent is served by the first one's deliveries to the same recipients. */
public abstract class DedupeContract extends StoreContract {
    private static final int MANY = 1_000;

    protected DedupeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_second_intent_makes_no_second_delivery() {
        NewDelivery first = pending("webhook", "user:1");
        accept(intent(TENANT, "a", "alarm-7", first));

        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1")));

        assertThat(second).isInstanceOf(AcceptResult.Accepted.class);
        assertThat(deliveriesOf(second))
                .containsExactly(new ReceiptDelivery(first.id(), "webhook", "user:1", DeliveryStatus.PENDING, true));
        assertThat(store().count(DeliveryFilter.of(TENANT), 10)).isOne();
    }

    @Test
    void a_key_holds_channel_by_channel() {
        NewDelivery webhook = pending("webhook", "user:1");
        NewDelivery email = pending("email", "user:1");
        accept(intent(TENANT, "a", "alarm-7", webhook));

        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"), email));
        AcceptResult third =
                accept(intent(TENANT, "c", "alarm-7", pending("email", "user:1"), pending("webhook", "user:1")));

        assertThat(deliveriesOf(second))
                .containsExactlyInAnyOrder(
                        new ReceiptDelivery(webhook.id(), "webhook", "user:1", DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(email.id(), "email", "user:1", DeliveryStatus.PENDING, false));
        assertThat(deliveriesOf(third)).allMatch(ReceiptDelivery::reused).hasSize(2);
    }

    @Test
    void a_duplicate_never_costs_another_recipient_its_delivery() {
        NewDelivery one = pending("webhook", "user:1");
        NewDelivery two = pending("webhook", "user:2");
        NewDelivery three = pending("webhook", "user:3");

        AcceptResult first = accept(intent(TENANT, "a", "alarm-7", one, two));
        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:2"), three));

        assertThat(deliveriesOf(first)).extracting(ReceiptDelivery::id).containsExactly(one.id(), two.id());
        assertThat(deliveriesOf(second))
                .containsExactly(
                        new ReceiptDelivery(two.id(), "webhook", "user:2", DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(three.id(), "webhook", "user:3", DeliveryStatus.PENDING, false));
        assertThat(store().count(DeliveryFilter.of(TENANT), 10)).isEqualTo(3);
    }

    @Test
    void keys_are_a_producers_and_a_types_own() {
        accept(said("a", "builds", "build.failed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));

        AcceptResult otherProducer =
                accept(said("b", "tests", "build.failed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));
        AcceptResult otherType =
                accept(said("c", "builds", "build.passed", Dedupe.of("alarm-7"), pending("webhook", "user:1")));

        assertThat(deliveriesOf(otherProducer))
                .noneMatch(ReceiptDelivery::reused)
                .hasSize(1);
        assertThat(deliveriesOf(otherType)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }

    /** As other systems have it, whose producers move over. */
    @Test
    void on_a_channel_whose_keys_are_shared_all_deliveries_of_the_first_intent_serve_whoever_comes_later() {
        Dedupe shared = new Dedupe("alarm-7", Set.of("feishu"));
        NewDelivery one = pending("feishu", "user:1");
        NewDelivery two = pending("feishu", "user:2");
        NewDelivery mail = pending("email", "user:3");

        AcceptResult first = accept(said("a", "builds", "build.failed", shared, one, two));
        AcceptResult second = accept(said("b", "tests", "test.failed", shared, pending("feishu", "user:3"), mail));
        AcceptResult again = accept(said("b", "tests", "test.failed", shared, pending("feishu", "user:3"), mail));

        assertThat(deliveriesOf(first)).noneMatch(ReceiptDelivery::reused).hasSize(2);
        assertThat(deliveriesOf(second))
                .containsExactly(
                        new ReceiptDelivery(one.id(), "feishu", "user:1", DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(two.id(), "feishu", "user:2", DeliveryStatus.PENDING, true),
                        new ReceiptDelivery(mail.id(), "email", "user:3", DeliveryStatus.PENDING, false));
        assertThat(again).isInstanceOf(AcceptResult.Replayed.class);
        assertThat(deliveriesOf(again)).containsExactlyInAnyOrderElementsOf(deliveriesOf(second));
    }

    @Test
    void of_a_shared_key_two_in_one_batch_see_each_other() {
        Dedupe shared = new Dedupe("alarm-7", Set.of("feishu"));

        List<AcceptResult> results = store().accept(
                        List.of(
                                said(
                                        "a",
                                        "builds",
                                        "t",
                                        shared,
                                        pending("feishu", "user:1"),
                                        pending("feishu", "user:2")),
                                said("b", "tests", "t", shared, pending("feishu", "user:3"))),
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
    void very_many_recipients_have_a_place_each() {
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
        assertThat(store().count(DeliveryFilter.of(TENANT), 2 * MANY)).isEqualTo(MANY + MANY / 2);
    }

    private Acceptance said(String key, String producer, String type, Dedupe dedupe, NewDelivery... deliveries) {
        return new Acceptance(
                new Notification(
                        ids.notification(now()),
                        TENANT,
                        producer,
                        key,
                        type,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        now()),
                fingerprint(key),
                dedupe,
                List.of(deliveries));
    }

    @Test
    void a_replay_of_the_second_intent_names_what_it_reused() {
        accept(intent(TENANT, "a", "alarm-7", pending("webhook", "user:1")));
        Acceptance second = intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"), pending("email", "user:1"));
        AcceptResult accepted = accept(second);

        AcceptResult again = accept(second);

        assertThat(again).isInstanceOf(AcceptResult.Replayed.class);
        assertThat(deliveriesOf(again)).containsExactlyInAnyOrderElementsOf(deliveriesOf(accepted));
    }

    @Test
    void a_replay_of_the_first_intent_names_only_its_own() {
        Acceptance first = intent(TENANT, "a", "alarm-7", pending("webhook", "user:1"));
        accept(first);
        accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1"), pending("email", "user:1")));

        assertThat(deliveriesOf(accept(first)))
                .extracting(ReceiptDelivery::channel)
                .containsExactly("webhook");
    }

    @Test
    void keys_are_a_tenants_own() {
        accept(intent("one", "a", "alarm-7", pending("webhook", "user:1")));

        AcceptResult other = accept(intent("two", "a", "alarm-7", pending("webhook", "user:1")));

        assertThat(deliveriesOf(other)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }

    @Test
    void two_in_one_batch_see_each_other() {
        List<AcceptResult> results = store().accept(
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
    void a_key_is_free_again_when_its_notification_is_removed() {
        accept(intent(TENANT, "a", "alarm-7", pending(CHANNEL, "user:1")));
        accept(intent(TENANT, "b", "alarm-7", pending(CHANNEL, "user:1")));
        sent(claimOne());
        clock.advance(Duration.ofDays(31));
        while (store().removeFinished(now().minus(Duration.ofDays(30)), 10) > 0) {
            // Until nothing is left.
        }

        AcceptResult third = accept(intent(TENANT, "c", "alarm-7", pending(CHANNEL, "user:1")));

        assertThat(deliveriesOf(third)).noneMatch(ReceiptDelivery::reused).hasSize(1);
    }
}
