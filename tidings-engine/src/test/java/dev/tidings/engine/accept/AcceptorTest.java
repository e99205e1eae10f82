package dev.tidings.engine.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Audience.Address;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.testkit.id.CountingIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    private static final Instant NOW = InMemoryAcceptStore.NOW;

    private final Queue<Runnable> writer = new ArrayDeque<>();
    private final RecordingLanes lanes = new RecordingLanes();
    private final InMemoryAcceptStore store = new InMemoryAcceptStore();
    private final List<String> events = new ArrayList<>();

    private Acceptor acceptor(int queue) {
        AtomicInteger serial = new AtomicInteger();
        return new Acceptor(
                new AcceptRules(
                        new IntentRules(IntentLimits.DEFAULT, List.of("webhook", "email", RecordingLanes.ORDERED)),
                        intent -> (intent.type() + intent.audience()).getBytes(StandardCharsets.UTF_8),
                        new Router(RoutingRules.NONE, (tenant, recipients) -> Map.of()),
                        Set.of("email")),
                store,
                lanes,
                new LeaseGrant("node", Duration.ofSeconds(30)),
                new AcceptEnvironment(
                        new CountingIds(),
                        () -> new LeaseToken("t" + serial.incrementAndGet()),
                        InstantSource.fixed(NOW),
                        () -> 0,
                        writer::add),
                new CommitLimits(queue, 100),
                new EngineListener() {
                    @Override
                    public void intentAccepted(int deliveries) {
                        events.add("accepted " + deliveries);
                    }

                    @Override
                    public void deliveryFinished(
                            String channel, String type, DeliveryStatus status, @Nullable String reason) {
                        events.add(channel + " " + status.code() + " " + reason);
                    }

                    @Override
                    public void intentReplayed() {
                        events.add("replayed");
                    }

                    @Override
                    public void intentRefused(String code) {
                        events.add("refused " + code);
                    }
                });
    }

    private static Intent hook(String key, String... urls) {
        return intent(
                key, Arrays.stream(urls).map(url -> new Address("webhook", url)).toList(), null, null);
    }

    @Test
    void an_intent_with_very_many_recipients_is_stored_without_deliveries() {
        List<String> recipients = IntStream.rangeClosed(0, Audience.MOST_AT_ONCE)
                .mapToObj(i -> "user:" + i)
                .toList();
        Intent intent = intent("many", new Audience.Recipients(recipients), null, null);

        CompletableFuture<Receipt> accepted = acceptor(10).accept(intent);
        write();

        assertThat(accepted.join().expanding()).isTrue();
        assertThat(accepted.join().deliveries()).isEmpty();
        assertThat(Objects.requireNonNull(store.byKey.get("many")).expansion())
                .isEqualTo(NewExpansion.toRecipients(recipients, List.of()));
    }

    @Test
    void an_intent_with_many_recipients_has_their_deliveries_at_once() {
        List<String> recipients = IntStream.range(0, Audience.MOST_AT_ONCE)
                .mapToObj(i -> "user:" + i)
                .toList();

        CompletableFuture<Receipt> accepted =
                acceptor(10).accept(intent("many", new Audience.Recipients(recipients), null, null));
        write();

        assertThat(accepted.join().expanding()).isFalse();
        assertThat(accepted.join().deliveries()).hasSize(Audience.MOST_AT_ONCE);
    }

    private static Intent ordered(String key) {
        return intent(key, List.of(new Address(RecordingLanes.ORDERED, "user:1")), null, null);
    }

    private static Intent withOrderingKey(Intent plain, String key) {
        return new Intent(
                plain.tenant(),
                plain.producer(),
                plain.idempotencyKey(),
                plain.type(),
                plain.audience(),
                plain.channels(),
                plain.content(),
                plain.payload(),
                new IntentKeys(plain.keys().dedupe(), key),
                plain.notBefore(),
                plain.expiresAt(),
                plain.requestId(),
                plain.trace());
    }

    private static Intent intent(
            String key, List<Address> addresses, @Nullable String dedupeKey, @Nullable Instant notBefore) {
        return intent(key, new Audience.Addresses(addresses), dedupeKey, notBefore);
    }

    private static Intent intent(
            String key, Audience audience, @Nullable String dedupeKey, @Nullable Instant notBefore) {
        return new Intent(
                Intent.DEFAULT_TENANT,
                "shop",
                key,
                "order.shipped",
                audience,
                List.of(),
                null,
                Payload.of("{}"),
                IntentKeys.of(dedupeKey, null, null),
                notBefore,
                null,
                null,
                null);
    }

    private void write() {
        for (Runnable task = writer.poll(); task != null; task = writer.poll()) {
            task.run();
        }
    }

    private static Problem problemOf(CompletableFuture<Receipt> refused) {
        assertThat(refused).isCompletedExceptionally();
        return switch (refused.handle((receipt, thrown) -> thrown).join()) {
            case CompletionException wrapped
            when wrapped.getCause() instanceof ProblemException cause -> cause.problem();
            case Throwable other -> throw new AssertionError("expected a problem", other);
        };
    }

    @Test
    void a_dedupe_key_applies_per_recipient_or_per_channel_as_configured() {
        var receipt = acceptor(10)
                .accept(intent(
                        "order-1",
                        List.of(new Address("webhook", "http://a.test"), new Address("email", "a@a.test")),
                        "alarm-7",
                        null));
        writer.remove().run();
        assertThat(receipt).isCompleted();

        Acceptance stored = store.byKey.values().iterator().next();
        assertThat(stored.deliveries())
                .extracting(delivery ->
                        Objects.requireNonNull(stored.slot(delivery)).forAllRecipients())
                .containsExactly(false, true);
    }

    @Test
    void deliveries_are_leased_at_insert_while_there_is_room_and_the_rest_wakes_the_lane() {
        var receipt = acceptor(10).accept(hook("k", "http://a", "http://b", "http://c"));
        assertThat(receipt).isNotDone();
        write();
        assertThat(receipt.join().deliveries())
                .extracting(ReceiptDelivery::status)
                .containsExactly(DeliveryStatus.SENDING, DeliveryStatus.SENDING, DeliveryStatus.PENDING);
        assertThat(lanes.handedOff).extracting(LeasedDelivery::address).containsExactly("http://a", "http://b");
        assertThat(lanes.handedOff).extracting(LeasedDelivery::attemptNumber).containsOnly(1);
        assertThat(lanes.woken).containsExactly("webhook");
        assertThat(events).containsExactly("accepted 3");
    }

    @Test
    void deliveries_over_the_share_of_a_slow_endpoint_are_stored_with_a_delay_and_wake_no_lane() {
        lanes.slow = "http://b";
        var receipt = acceptor(10).accept(hook("k", "http://a", "http://b"));
        write();
        assertThat(receipt.join().deliveries())
                .extracting(ReceiptDelivery::status)
                .containsExactly(DeliveryStatus.SENDING, DeliveryStatus.PENDING);
        assertThat(store.byKey.values().iterator().next().deliveries())
                .extracting(NewDelivery::delay)
                .containsExactly(Duration.ZERO, Duration.ofSeconds(7));
        assertThat(lanes.woken).isEmpty();
    }

    @Test
    void a_replay_releases_its_permits_and_hands_nothing_off() {
        Acceptor acceptor = acceptor(10);
        var _ = acceptor.accept(hook("k", "http://a"));
        var again = acceptor.accept(hook("k", "http://a"));
        write();
        assertThat(again.join().replayed()).isTrue();
        assertThat(lanes.handedOff).hasSize(1);
        assertThat(lanes.free).isEqualTo(1);
        assertThat(store.batches).containsExactly(2);
        assertThat(events).containsExactly("accepted 1", "replayed");
    }

    @Test
    void a_reused_key_is_a_conflict_that_names_the_first_notification() {
        Acceptor acceptor = acceptor(10);
        var first = acceptor.accept(hook("k", "http://a"));
        var other = acceptor.accept(hook("k", "http://b"));
        write();
        Problem problem = problemOf(other);
        assertThat(problem.code()).isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT);
        assertThat(problem.expected()).contains(first.join().notificationId().value());
        assertThat(lanes.free).isEqualTo(1);
    }

    @Test
    void an_ordering_key_orders_its_deliveries_except_on_a_channel_that_preserves_order_anyway() {
        Acceptor acceptor = acceptor(10);
        Intent plain = intent(
                "k1",
                List.of(new Address("webhook", "http://a.test"), new Address(RecordingLanes.ORDERED, "user:1")),
                null,
                null);
        var receipt = acceptor.accept(withOrderingKey(plain, "order-1"));
        write();
        assertThat(receipt.join().deliveries()).hasSize(2);
        assertThat(Objects.requireNonNull(store.byKey.get("k1")).deliveries())
                .extracting(NewDelivery::channel, NewDelivery::order)
                .containsExactlyInAnyOrder(
                        tuple("webhook", new DeliveryOrder("order-1", false)),
                        tuple(RecordingLanes.ORDERED, DeliveryOrder.OF_RECIPIENT));
    }

    @Test
    void a_delivery_queued_behind_others_is_not_handed_off_and_releases_its_permit() {
        Acceptor acceptor = acceptor(10);
        var first = acceptor.accept(ordered("k1"));
        var second = acceptor.accept(ordered("k2"));
        write();
        assertThat(first.join().deliveries().getFirst().status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(second.join().deliveries().getFirst().status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(lanes.handedOff).singleElement().satisfies(leased -> {
            assertThat(leased.id())
                    .isEqualTo(first.join().deliveries().getFirst().id());
            assertThat(leased.position()).isNotNull();
        });
        assertThat(lanes.free).isEqualTo(1);
        assertThat(lanes.woken)
                .as("a queued delivery becomes due when the one before it ends")
                .isEmpty();
    }

    @Test
    void a_delivery_that_is_not_due_gets_no_queue_position() {
        var later = intent("order-1", List.of(new Address(RecordingLanes.ORDERED, "user:1")), null, NOW.plusMillis(1));
        var _ = acceptor(10).accept(later);
        write();
        assertThat(store.queued).isEmpty();
        assertThat(lanes.woken).containsExactly(RecordingLanes.ORDERED);
    }

    @Test
    void a_delivery_that_is_not_due_gets_no_permit() {
        var later = intent("order-1", List.of(new Address("webhook", "http://a")), null, NOW.plusMillis(1));
        var receipt = acceptor(10).accept(later);
        write();
        assertThat(receipt.join().deliveries())
                .extracting(ReceiptDelivery::status)
                .containsExactly(DeliveryStatus.PENDING);
        assertThat(lanes.free).isEqualTo(2);
        assertThat(lanes.woken).containsExactly("webhook");
    }

    @Test
    void a_delivery_skipped_on_acceptance_is_reported_as_finished() {
        var receipt = acceptor(10).accept(intent("k", new Audience.Recipients(List.of("nobody")), null, null));
        write();
        assertThat(receipt.join().deliveries())
                .extracting(ReceiptDelivery::status)
                .containsOnly(DeliveryStatus.SKIPPED);
        assertThat(events).anyMatch(word -> word.endsWith("skipped recipient_missing"));
    }

    @Test
    void a_malformed_intent_never_reaches_the_store() {
        var refused = acceptor(10).accept(hook("", "http://a"));
        assertThat(problemOf(refused).field()).isEqualTo("idempotency_key");
        assertThat(writer).isEmpty();
        assertThat(events).containsExactly("refused invalid_field");
    }

    @Test
    void a_full_queue_refuses_with_retry_after() {
        Acceptor acceptor = acceptor(1);
        var _ = acceptor.accept(hook("k1", "http://a"));
        Problem problem = problemOf(acceptor.accept(hook("k2", "http://a")));
        assertThat(problem.code()).isEqualTo(ProblemCode.RESOURCE_EXHAUSTED);
        assertThat(problem.retryAfter()).isNotNull();
        assertThat(acceptor.waiting()).isOne();
    }

    @Test
    void an_unavailable_store_refuses_with_its_reason_and_releases_permits() {
        store.unavailable = true;
        var refused = acceptor(10).accept(hook("k", "http://a"));
        write();
        Problem problem = problemOf(refused);
        assertThat(problem.code()).isEqualTo(ProblemCode.UNAVAILABLE);
        assertThat(problem.message()).contains("disk full");
        assertThat(lanes.free).isEqualTo(2);
    }
}
