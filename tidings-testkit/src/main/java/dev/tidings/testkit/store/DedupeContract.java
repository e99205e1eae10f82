package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dedupe keys: a second intent is served by the first one's deliveries of that channel. */
public abstract class DedupeContract extends StoreContract {
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
    void the_key_holds_channel_by_channel() {
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
    void every_recipient_of_the_first_intent_gets_a_delivery_and_the_second_reuses_them_all() {
        NewDelivery one = pending("webhook", "user:1");
        NewDelivery two = pending("webhook", "user:2");

        AcceptResult first = accept(intent(TENANT, "a", "alarm-7", one, two));
        AcceptResult second = accept(intent(TENANT, "b", "alarm-7", pending("webhook", "user:1")));

        assertThat(deliveriesOf(first)).extracting(ReceiptDelivery::id).containsExactly(one.id(), two.id());
        assertThat(deliveriesOf(second)).extracting(ReceiptDelivery::id).containsExactly(one.id(), two.id());
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
