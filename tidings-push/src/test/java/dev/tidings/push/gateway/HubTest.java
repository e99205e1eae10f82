package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.log.memory.MemoryLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {
    private static final String TENANT = "default";

    private final ExecutorService feeds = Executors.newSingleThreadExecutor();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final WindowBounds bounds = new WindowBounds(Duration.ofMinutes(5), 100, 1024 * 1024);
    private final MemoryLog log = new MemoryLog(bounds, InstantSource.system(), new Random(1), feeds);
    private final Hub hub =
            new Hub(log, new HubSettings(bounds, 10_000), null, InstantSource.system(), GatewayListener.NONE);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        hub.close();
        feeds.shutdownNow();
    }

    private Position append(String recipient, String id) {
        return log.append(new Event(TENANT, recipient, "order.paid", id, new byte[100], null, null))
                .join();
    }

    private Listener listener() {
        Listener listener = new Listener();
        open.add(listener);
        return listener;
    }

    private Listener listen(SubscriptionSpec wanted) {
        Listener listener = listener();
        hub.subscribe(wanted, listener.loop(), listener);
        listener.await(1);
        return listener;
    }

    @Test
    void a_gateway_may_fall_further_behind_than_a_subscriber_of_one_recipient() {
        try (Hub uneven = new Hub(
                log, new HubSettings(bounds, 1_000, 20_000), null, InstantSource.system(), GatewayListener.NONE)) {
            HubSubscription one = stalled(uneven, SubscriptionSpec.to("sse", TENANT, "user:1", null));
            HubSubscription all = stalled(uneven, SubscriptionSpec.toAll("grpc", TENANT, null, null));
            for (int i = 0; i < 10; i++) {
                append("user:1", "few/" + i);
            }
            Awaitility.await().until(one::ended);
            assertThat(all.ended()).isFalse();

            for (int i = 0; i < 100; i++) {
                append("user:2", "many/" + i);
            }
            Awaitility.await().until(all::ended);
        }
    }

    private HubSubscription stalled(Hub at, SubscriptionSpec wanted) {
        Listener listener = listener();
        HubSubscription subscription = at.subscribe(wanted, listener.loop(), listener);
        listener.await(1);
        listener.stall();
        return subscription;
    }

    @Test
    void without_a_cursor_only_new_events_are_sent() {
        Listener first = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));
        Position before = append("user:1", "a");
        first.await(2);

        Listener second = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));
        append("user:1", "b");

        assertThat(second.await(2).getFirst()).isEqualTo(new Frame.Opened(Frame.Start.FRESH, before));
        assertThat(second.ids()).containsExactly("b");
    }

    @Test
    void removed_events_are_not_replayed_and_open_subscriptions_go_on() {
        Listener gateway = listen(SubscriptionSpec.toAll("test", TENANT, null, null));
        Position before = append("user:2", "a");
        Position erased = append("user:1", "b");
        append("user:2", "c");
        gateway.await(4);

        log.remove(TENANT, "user:1", List.of(erased)).join();
        append("user:2", "d");

        await().untilAsserted(() -> assertThat(gateway.ids()).containsExactly("a", "b", "c", "d"));
        Listener resumed = listen(SubscriptionSpec.toAll("test", TENANT, null, before));
        resumed.await(3);
        assertThat(resumed.ids()).containsExactly("c", "d");
        Listener own = listen(SubscriptionSpec.to("test", TENANT, "user:1", before));
        append("user:1", "e");
        own.await(2);
        assertThat(own.ids()).containsExactly("e");
    }

    @Test
    void a_recipient_receives_no_events_of_another() {
        Listener one = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));
        Listener all = listen(SubscriptionSpec.toAll("test", TENANT, null, null));
        append("user:2", "a");
        append("user:1", "b");

        all.await(3);
        one.await(2);
        assertThat(all.ids()).containsExactly("a", "b");
        assertThat(one.ids()).containsExactly("b");
    }

    @Test
    void a_cursor_within_the_window_replays_every_event_after_it() {
        append("user:1", "a");
        Position cursor = append("user:2", "b");
        append("user:1", "c");

        Listener one = listen(SubscriptionSpec.to("test", TENANT, "user:1", cursor));
        Listener all = listen(SubscriptionSpec.toAll("test", TENANT, null, cursor));
        append("user:1", "d");

        assertThat(one.await(3).getFirst()).isEqualTo(new Frame.Opened(Frame.Start.RECOVERED, cursor));
        assertThat(one.ids()).containsExactly("c", "d");
        all.await(3);
        assertThat(all.ids()).containsExactly("c", "d");
    }

    @Test
    void a_cursor_older_than_the_window_gets_a_reset_with_the_current_position() {
        Position cursor = append("user:1", "first");
        Position last = cursor;
        for (int i = 0; i < 150; i++) {
            last = append("user:1", "e" + i);
        }

        Listener lost = listen(SubscriptionSpec.to("test", TENANT, "user:1", cursor));
        Listener foreign =
                listen(SubscriptionSpec.to("test", TENANT, "user:1", new Position("other", last.millis(), 0)));

        assertThat(lost.frames()).containsExactly(new Frame.Opened(Frame.Start.RESET, last));
        assertThat(foreign.frames()).containsExactly(new Frame.Opened(Frame.Start.RESET, last));
    }

    @Test
    void a_second_subscription_of_a_client_replaces_the_first() {
        Listener first = listen(SubscriptionSpec.toAll("test", TENANT, "gateway-1", null));
        Position taken = append("user:1", "a");
        first.await(2);

        Listener second = listen(SubscriptionSpec.toAll("test", TENANT, "gateway-1", taken));
        append("user:1", "b");

        assertThat(first.await(3).getLast()).isEqualTo(new Frame.Ended(Frame.End.REPLACED, taken));
        second.await(2);
        assertThat(first.ids()).containsExactly("a");
        assertThat(second.ids()).containsExactly("b");
    }

    @Test
    void a_subscriber_that_reads_nothing_is_closed_and_resumes_from_its_position() {
        Listener slow = listener();
        HubSubscription subscription =
                hub.subscribe(SubscriptionSpec.to("test", TENANT, "user:1", null), slow.loop(), slow);
        slow.await(1);
        Position taken = append("user:1", "a");
        slow.await(2);
        slow.stall();
        for (int i = 0; i < 40; i++) {
            append("user:1", "s" + i);
        }
        await().until(() -> hub.listening(TENANT).isEmpty());
        slow.goOn(subscription);

        assertThat(slow.await(3).getLast()).isEqualTo(new Frame.Ended(Frame.End.SLOW, taken));
        Listener resumed = listen(SubscriptionSpec.to("test", TENANT, "user:1", taken));
        resumed.await(41);
        assertThat(resumed.ids()).hasSize(40).startsWith("s0").endsWith("s39");
    }

    @Test
    void an_event_is_encoded_once_for_all_subscribers() {
        AtomicInteger encodings = new AtomicInteger();
        FrameForm<Integer> form = FrameForm.of(published -> encodings.incrementAndGet());
        Listener one = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));
        Listener two = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));
        append("user:1", "a");

        assertThat(((PublishedEvent) one.await(2).getLast()).as(form)).isEqualTo(1);
        assertThat(((PublishedEvent) two.await(2).getLast()).as(form)).isEqualTo(1);
        assertThat(encodings).hasValue(1);
    }

    @Test
    void draining_ends_current_and_new_subscriptions() {
        Listener before = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));
        hub.drain();
        Listener after = listen(SubscriptionSpec.to("test", TENANT, "user:1", null));

        assertThat(before.await(2).getLast()).isInstanceOf(Frame.Ended.class);
        assertThat(after.last())
                .isInstanceOfSatisfying(
                        Frame.Ended.class, ended -> assertThat(ended.reason()).isEqualTo(Frame.End.DRAINING));
    }
}
