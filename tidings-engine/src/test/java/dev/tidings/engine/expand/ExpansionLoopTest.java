package dev.tidings.engine.expand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.Ids;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.testkit.id.CountingIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The pace of expansions, on tasks that run when the test says so. */
class ExpansionLoopTest {
    private static final Instant NOW = Instant.parse("2026-06-30T09:30:00Z");
    private static final List<String> SUBSCRIBERS = List.of("ann", "bob", "cleo", "dan", "eve");

    private final Queue<Runnable> writer = new ArrayDeque<>();
    private final TreeMap<Long, Runnable> timers = new TreeMap<>();
    private final Ids ids = new CountingIds();
    private final Lanes lanes = new Lanes();
    private final OneExpansion store = new OneExpansion();
    private long nanos;

    private final ExpansionLoop loop = new ExpansionLoop(
            store,
            new AcceptRules(
                    new IntentRules(IntentLimits.DEFAULT, List.of("push")),
                    intent -> new byte[0],
                    new Router(RoutingRules.NONE, (tenant, recipients) -> Map.of(), Set.of("push")),
                    Set.of()),
            lanes,
            new ExpansionSettings(Duration.ofSeconds(30), 2, 2, 3),
            new AcceptEnvironment(ids, () -> new LeaseToken("t"), InstantSource.fixed(NOW), () -> nanos, writer::add),
            (delay, task) -> timers.put(nanos + delay.toNanos() + timers.size(), task),
            EngineListener.NONE);

    /** Records what is woken. */
    private static final class Lanes implements HandOff {
        final List<String> woken = new ArrayList<>();

        @Override
        public boolean keepsOrder(String channel) {
            return false;
        }

        @Override
        public Reservation reserve(TargetKey target) {
            throw new AssertionError("a delivery of a slice is leased");
        }

        @Override
        public void release(TargetKey target) {
            throw new AssertionError("a permit is released that was not reserved");
        }

        @Override
        public void handOff(LeasedDelivery leased) {
            throw new AssertionError("a delivery of a slice is handed off");
        }

        @Override
        public void wake(String channel) {
            woken.add(channel);
        }

        @Override
        public void wake(String channel, String tenant) {
            woken.add(channel);
        }
    }

    /** One expansion in memory. */
    private final class OneExpansion implements ExpansionStore {
        final List<String> expanded = new ArrayList<>();
        int due;
        boolean waits = true;
        Duration takes = Duration.ZERO;
        boolean away;

        @Override
        public Optional<LeasedExpansion> claim(LeaseToken token, Duration duration) {
            if (away) {
                throw new StoreUnavailable("away");
            }
            if (!waits) {
                return Optional.empty();
            }
            waits = false;
            NotificationId id = ids.notification(NOW);
            return Optional.of(new LeasedExpansion(
                    new Notification(id, "default", "p", "k", "t", null, null, null, null, null, null, NOW),
                    NewExpansion.toTopic("topic", List.of("dan"), List.of("push")),
                    1L,
                    1,
                    "",
                    token));
        }

        @Override
        public ExpansionSlice slice(LeasedExpansion leased, int limit) {
            List<String> rest = SUBSCRIBERS.stream()
                    .filter(one -> one.compareTo(leased.position()) > 0)
                    .toList();
            List<String> slice = rest.subList(0, Math.min(limit, rest.size()));
            return new ExpansionSlice(slice, slice.getLast(), rest.size() <= limit);
        }

        @Override
        public Optional<Advance> advance(
                LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration) {
            nanos += takes.toNanos();
            routed.deliveries().stream().map(NewDelivery::recipient).forEach(expanded::add);
            List<ReceiptDelivery> inserted = routed.deliveries().stream()
                    .map(one ->
                            new ReceiptDelivery(one.id(), one.channel(), one.recipient(), false, one.status(), false))
                    .toList();
            return Optional.of(new Advance(
                    new AcceptResult.Accepted(routed.notification().id(), NOW, inserted, Map.of()), !slice.last()));
        }

        @Override
        public int due(Collection<String> channels, int most) {
            assertThat(channels).containsExactly("push");
            return due;
        }

        @Override
        public Optional<Expansion> find(String tenant, NotificationId id) {
            return Optional.empty();
        }

        @Override
        public Optional<Expansion> cancel(String tenant, NotificationId id) {
            return Optional.empty();
        }
    }

    @Test
    void slices_follow_each_other_while_the_lanes_have_room() {
        loop.wake();
        runWriter();

        assertThat(store.expanded).containsExactly("ann", "bob", "cleo", "eve");
        assertThat(lanes.woken).containsOnly("push").hasSize(3);
    }

    @Test
    void each_slice_is_a_task_of_its_own() {
        loop.wake();
        writer.remove().run();

        assertThat(store.expanded).containsExactly("ann", "bob");
        assertThat(writer).hasSize(1);
    }

    @Test
    void the_next_slice_waits_until_the_lanes_have_sent_most_of_what_is_due() {
        store.due = 2;
        loop.wake();
        runWriter();
        assertThat(store.expanded).containsExactly("ann", "bob");

        runTimers(Duration.ofMillis(100));
        assertThat(store.expanded).containsExactly("ann", "bob");

        store.due = 1;
        runTimers(Duration.ofMillis(100));
        assertThat(store.expanded).containsExactly("ann", "bob", "cleo", "eve");
    }

    @Test
    void the_store_is_left_to_others_three_times_as_long_as_a_slice_took() {
        store.takes = Duration.ofMillis(10);
        loop.wake();
        runWriter();

        runTimers(Duration.ofMillis(29));
        assertThat(store.expanded).containsExactly("ann", "bob");

        runTimers(Duration.ofMillis(2));
        assertThat(store.expanded).containsExactly("ann", "bob", "cleo");
    }

    @Test
    void lanes_that_stay_full_delay_a_slice_by_a_second() {
        store.due = 2;
        loop.wake();
        runWriter();

        runTimers(Duration.ofMillis(1_100));
        assertThat(store.expanded).containsExactly("ann", "bob", "cleo");
    }

    @Test
    void it_goes_on_after_an_outage() {
        store.away = true;
        loop.wake();
        runWriter();
        store.away = false;

        runTimers(Duration.ofSeconds(1));

        assertThat(store.expanded).containsExactly("ann", "bob", "cleo", "eve");
    }

    @Test
    void it_finds_the_expansions_of_other_nodes() {
        store.waits = false;
        loop.start();
        runWriter();
        store.waits = true;

        runTimers(Duration.ofSeconds(2));

        assertThat(store.expanded).hasSize(4);
    }

    @Test
    void it_stops() {
        loop.start();
        loop.stop();
        runWriter();
        runTimers(Duration.ofSeconds(5));

        assertThat(store.expanded).hasSizeLessThan(4);
        assertThat(timers).isEmpty();
    }

    private void runWriter() {
        for (Runnable task = writer.poll(); task != null; task = writer.poll()) {
            task.run();
        }
    }

    /** Runs the tasks of this much time. */
    private void runTimers(Duration time) {
        long end = nanos + time.toNanos();
        while (!timers.isEmpty() && timers.firstKey() <= end) {
            Map.Entry<Long, Runnable> next = timers.pollFirstEntry();
            nanos = Math.max(nanos, next.getKey());
            next.getValue().run();
            runWriter();
        }
        nanos = end;
    }
}
