package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.event.Ack;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.event.SentPush;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Finds pushed events by recipient, and stores acks of clients. */
public abstract class PushContract extends StoreContract {
    private static final String PUSH = "push";

    protected PushContract(StoreFactory factory) {
        super(factory);
    }

    private DeliveryId accepted(String recipient) {
        NewDelivery delivery = pending(PUSH, recipient);
        accept(intent("key-" + delivery.id(), delivery));
        return delivery.id();
    }

    private DeliveryId sentTo(String recipient, String cursor) {
        DeliveryId id = accepted(recipient);
        LeasedDelivery leased = store().claims()
                .claim(PUSH, 1, TenantWeights.EQUAL, GRANT, tokens)
                .getFirst();
        complete(Completion.sent(leased, new Outcome.Sent(new Evidence(null, cursor, null, null)), now()));
        return id;
    }

    private List<SentPush> pushes(String recipient, Instant since) {
        return store().pushes().pushes(TENANT, PUSH, recipient, since, 10);
    }

    @Test
    void events_of_a_recipient_are_found_with_their_position_newest_first() {
        Instant start = now();
        sentTo("user:1", "e.1-0");
        clock.advance(Duration.ofSeconds(1));
        sentTo("user:1", "e.2-0");
        sentTo("user:2", "e.3-0");
        acceptOne("user:1");

        assertThat(pushes("user:1", start)).extracting(SentPush::cursor).containsExactly("e.2-0", "e.1-0");
        assertThat(pushes("user:1", start.plusSeconds(1)))
                .extracting(SentPush::cursor)
                .containsExactly("e.2-0");
        assertThat(store().pushes().pushes(TENANT, PUSH, "user:1", start, 1)).hasSize(1);
        assertThat(store().pushes().pushes("other", PUSH, "user:1", start, 10)).isEmpty();
    }

    @Test
    void sending_events_are_found_without_a_position_and_waiting_ones_are_not() {
        accepted("user:1");
        assertThat(pushes("user:1", now())).isEmpty();

        store().claims().claim(PUSH, 1, TenantWeights.EQUAL, GRANT, tokens);

        assertThat(pushes("user:1", now())).hasSize(1).first().satisfies(push -> {
            assertThat(push.cursor()).isNull();
            assertThat(push.startedAt()).isEqualTo(now());
        });
    }

    private List<SentPush> pushesToAll(Instant since) {
        List<SentPush> found = new ArrayList<>(store().pushes().pushesLate(TENANT, PUSH, since, 10));
        @Nullable DeliveryId after = null;
        do {
            List<SentPush> page = store().pushes().pushesToAll(TENANT, PUSH, since, after, 2);
            after = page.isEmpty() ? null : page.getLast().id();
            found.addAll(page);
        } while (after != null);
        return found;
    }

    @Test
    void events_to_all_recipients_are_read_in_pages_by_id() {
        Instant start = now();
        List<DeliveryId> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(1));
            sent.add(sentTo("user:" + i, "e." + i + "-0"));
        }
        accept(intent("other", "key", null, pending(PUSH, "user:1")));
        accepted("user:waits");

        List<SentPush> found = pushesToAll(start);
        assertThat(found).extracting(SentPush::id).containsExactlyElementsOf(sent);
        assertThat(found).extracting(SentPush::recipient).contains("user:0", "user:4");
        assertThat(found).extracting(SentPush::cursor).contains("e.0-0", "e.4-0");
        assertThat(pushesToAll(start.plusSeconds(4))).hasSize(2);
        assertThat(store().pushes().pushesToAll("nobody", PUSH, start, null, 10))
                .isEmpty();
    }

    @Test
    void events_accepted_early_but_sent_late_are_not_missed() {
        DeliveryId late = accepted("user:late");
        clock.advance(Duration.ofHours(3));
        Instant since = now();
        clock.advance(Duration.ofSeconds(1));
        LeasedDelivery leased = store().claims()
                .claim(PUSH, 1, TenantWeights.EQUAL, GRANT, tokens)
                .getFirst();
        assertThat(pushesToAll(since)).singleElement().satisfies(push -> {
            assertThat(push.id()).isEqualTo(late);
            assertThat(push.cursor()).isNull();
        });

        complete(Completion.sent(leased, new Outcome.Sent(new Evidence(null, "e.9-0", null, null)), now()));

        assertThat(pushesToAll(since)).singleElement().satisfies(push -> {
            assertThat(push.id()).isEqualTo(late);
            assertThat(push.cursor()).isEqualTo("e.9-0");
        });
        assertThat(pushesToAll(now().plusMillis(1))).isEmpty();
        assertThat(pushesToAll(since.minus(Duration.ofHours(4)))).hasSize(1);
    }

    @Test
    void notifications_of_events_are_read_back_unchanged() {
        NewDelivery delivery = pending(PUSH, "user:1");
        Acceptance acceptance = intent("whole", delivery);
        accept(acceptance);
        store().claims().claim(PUSH, 1, TenantWeights.EQUAL, GRANT, tokens);
        Notification notification = acceptance.notification();

        SentPush push = pushes("user:1", now()).getFirst();

        assertThat(push.notification()).isEqualTo(notification.id());
        assertThat(store().pushes().notifications(TENANT, List.of(push.notification())))
                .isEqualTo(Map.of(notification.id(), notification));
        assertThat(store().pushes().notifications("other", List.of(push.notification())))
                .isEmpty();
        assertThat(store().pushes().notifications(TENANT, List.of())).isEmpty();
    }

    private boolean acknowledge(String tenant, @Nullable String recipient, DeliveryId id, boolean read) {
        return store().pushes()
                .acknowledge(List.of(new Ack(tenant, recipient, id, read)))
                .getFirst();
    }

    @Test
    void the_time_of_the_first_ack_is_kept() {
        DeliveryId id = sentTo("user:1", "e.1-0");
        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(AckTimes.NONE);
        Instant delivered = clock.advance(Duration.ofSeconds(1));
        assertThat(acknowledge(TENANT, "user:1", id, false)).isTrue();
        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(new AckTimes(delivered, null));

        Instant read = clock.advance(Duration.ofSeconds(1));
        assertThat(acknowledge(TENANT, null, id, true)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        acknowledge(TENANT, "user:1", id, false);
        acknowledge(TENANT, "user:1", id, true);

        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(new AckTimes(delivered, read));
    }

    @Test
    void a_read_event_counts_as_delivered() {
        DeliveryId id = sentTo("user:1", "e.1-0");
        acknowledge(TENANT, "user:1", id, true);

        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(new AckTimes(now(), now()));
    }

    @Test
    void acks_of_other_recipients_are_ignored() {
        DeliveryId id = sentTo("user:1", "e.1-0");

        assertThat(store().pushes()
                        .acknowledge(List.of(
                                new Ack(TENANT, "user:2", id, true),
                                new Ack("other", "user:1", id, true),
                                new Ack(TENANT, "user:1", DeliveryId.first(now()), true))))
                .containsExactly(false, false, false);
        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(AckTimes.NONE);
        acknowledge(TENANT, "user:1", id, true);
        assertThat(store().pushes().acks("other", id)).isEqualTo(AckTimes.NONE);
    }

    @Test
    void acks_are_removed_by_retention() {
        DeliveryId id = sentTo("user:1", "e.1-0");
        acknowledge(TENANT, "user:1", id, true);

        assertThat(store().retention().removeOperational(now(), 10)).isZero();
        assertThat(store().retention().removeOperational(now().plusMillis(1), 10))
                .isEqualTo(1);
        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(AckTimes.NONE);
    }
}
