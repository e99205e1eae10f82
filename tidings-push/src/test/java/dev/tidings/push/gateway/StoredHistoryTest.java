package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredHistoryTest extends HistoryFixture {
    @Test
    void events_older_than_the_window_come_from_the_store_and_later_ones_from_the_window_in_order() throws Exception {
        List<Position> sent = pushMany(40);

        Listener listener = listen(sent.get(4));
        listener.await(36);
        Position live = push(USER);
        listener.await(37);

        List<Position> expected = new ArrayList<>(sent.subList(5, 40));
        expected.add(live);
        assertThat(listener.frames().getFirst()).isEqualTo(new Frame.Opened(Frame.Start.RECOVERED, sent.get(4)));
        assertThat(positions(listener)).containsExactlyElementsOf(expected);
    }

    @Test
    void after_a_restart_a_cursor_of_the_old_log_replays_missed_events() throws Exception {
        List<Position> before = pushMany(5);
        restart();
        List<Position> after = pushMany(3);

        Listener listener = listen(before.get(1));
        listener.await(7);

        List<Position> expected = new ArrayList<>(before.subList(2, 5));
        expected.addAll(after);
        assertThat(positions(listener)).containsExactlyElementsOf(expected);
        Listener resumed = listen(before.get(3));
        resumed.await(5);
        assertThat(positions(resumed)).containsExactlyElementsOf(expected.subList(2, 6));
    }

    @Test
    void a_gateway_receives_the_events_of_all_recipients_once_and_in_order_across_a_restart() throws Exception {
        List<Position> sent = new ArrayList<>();
        for (int i = 0; i < 510; i++) {
            sent.add(push("user:" + i % 7));
        }
        restart();
        for (int i = 0; i < 15; i++) {
            sent.add(push("user:" + i % 7));
        }

        Listener gateway = listenToAll(sent.get(3));
        sent.add(push(USER));
        gateway.await(sent.size() - 3);

        assertThat(gateway.frames().getFirst()).isEqualTo(new Frame.Opened(Frame.Start.RECOVERED, sent.get(3)));
        assertThat(positions(gateway)).containsExactlyElementsOf(sent.subList(4, sent.size()));
        assertThat(gateway.ids()).doesNotHaveDuplicates();
    }

    @Test
    void a_gateway_does_not_miss_a_delivery_accepted_long_before_its_cursor_and_sent_after_it() throws Exception {
        LeasedDelivery late = begun("user:late");
        store.completions().complete(List.of(Completion.givenBack(late, Duration.ofHours(3))));
        clock.advance(Duration.ofHours(3));
        Position cursor = push(USER);
        LeasedDelivery again = store.claims()
                .claim("push", 1, TenantWeights.EQUAL, GRANT, tokens)
                .getFirst();
        complete(again, append(again));
        restart();

        assertThat(listenToAll(cursor).await(2)).hasSize(2);
    }

    @Test
    void a_gateway_that_missed_more_than_the_replay_limit_is_reset() throws Exception {
        List<Position> sent = pushMany(40);
        hub = newHub(5);

        assertThat(listenToAll(sent.get(2)).frames().getFirst())
                .isEqualTo(new Frame.Opened(Frame.Start.RESET, sent.getLast()));
    }

    @Test
    void a_subscriber_that_missed_nothing_during_a_restart_is_not_reset() {
        Cursor cursor = ((Frame.Opened) listen(null).frames().getFirst()).position();
        restart();

        assertThat(listen(cursor).frames()).containsExactly(new Frame.Opened(Frame.Start.RECOVERED, cursor));
    }

    @Test
    void a_rebuilt_event_equals_the_appended_one() throws Exception {
        Position start = push(USER);
        LeasedDelivery leased = begun(USER);
        Event first = events.make(leased.notification(), USER, leased.id());
        complete(leased, append(leased));
        restart();

        Listener listener = listen(start);
        assertThat(((PublishedEvent) listener.await(2).getLast()).event()).isEqualTo(first);
    }

    @Test
    void an_event_appended_before_a_crash_and_never_completed_arrives_once() throws Exception {
        Position cursor = push(USER);
        LeasedDelivery unfinished = begun(USER);
        append(unfinished);
        restart();
        clock.advance(GRANT.duration().plusSeconds(1));
        LeasedDelivery again = store.claims()
                .claim("push", 1, TenantWeights.EQUAL, GRANT, tokens)
                .getFirst();
        Position position = append(again);

        Listener early = listen(cursor);
        early.await(2);
        complete(again, position);
        Listener late = listen(cursor);
        late.await(2);

        assertThat(early.ids()).containsExactly(unfinished.id().value());
        assertThat(late.ids()).containsExactly(unfinished.id().value());
    }

    @Test
    void a_replay_waits_for_sends_that_the_store_has_not_recorded_yet() throws Exception {
        Position cursor = push(USER);
        LeasedDelivery slow = begun(USER);
        Position position = append(slow);
        IntStream.range(0, 20)
                .forEach(i -> log.append(new Event(TENANT, "user:2", "t", "filler-" + i, new byte[0], null, null))
                        .join());
        clock.advance(Duration.ofMillis(50));
        log.append(new Event(TENANT, "user:2", "t", "last", new byte[0], null, null))
                .join();

        Listener listener = new Listener();
        open.add(listener);
        hub.subscribe(SubscriptionSpec.to("test", TENANT, USER, cursor), listener.loop(), listener);
        complete(slow, position);

        listener.await(2);
        assertThat(positions(listener)).containsExactly(position);
    }

    @Test
    void a_cursor_beyond_the_retention_or_the_replay_limit_gets_a_reset() throws Exception {
        List<Position> sent = pushMany(40);
        hub = newHub(5);
        assertThat(listen(sent.get(2)).frames().getFirst())
                .isEqualTo(new Frame.Opened(Frame.Start.RESET, sent.getLast()));

        hub = newHub(1_000);
        clock.advance(REACH.plusSeconds(1));
        assertThat(((Frame.Opened) listen(sent.get(2)).frames().getFirst()).start())
                .isEqualTo(Frame.Start.RESET);
    }
}
