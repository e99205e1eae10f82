package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replays from the store for a log in several partitions, and after their number was changed. */
class PartitionedHistoryTest extends HistoryFixture {
    private final List<String> sent = new ArrayList<>();
    private final List<String> sentToUser = new ArrayList<>();

    private void repartition(int count) {
        partitions = new LogPartitions(count);
        restart();
    }

    /** Sends an event to each of ten recipients, as often as that. */
    private void pushRounds(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (int user = 0; user < 10; user++) {
                String recipient = "user:" + user;
                String id = pushed(recipient);
                sent.add(id);
                if (recipient.equals(USER)) {
                    sentToUser.add(id);
                }
            }
        }
    }

    private String pushed(String recipient) throws Exception {
        LeasedDelivery leased = begun(recipient);
        complete(leased, append(leased));
        return leased.id().value();
    }

    private List<PublishedEvent> received(Listener listener, int count) {
        await().until(() -> listener.ids().size() >= count);
        return listener.frames().stream()
                .filter(PublishedEvent.class::isInstance)
                .map(PublishedEvent.class::cast)
                .toList();
    }

    private static Cursor stored(Cursor cursor) {
        return Cursor.parse("cursor", cursor.text());
    }

    private static Frame.Opened opened(Listener listener) {
        return (Frame.Opened) listener.frames().getFirst();
    }

    private static void assertInOrderPerRecipient(List<PublishedEvent> events) {
        IntStream.range(0, 10)
                .mapToObj(i -> "user:" + i)
                .forEach(recipient -> assertThat(events.stream()
                                .filter(event -> event.event().recipient().equals(recipient))
                                .map(event -> event.event().id())
                                .toList())
                        .isSorted());
    }

    @Test
    void a_gateway_resumes_after_any_event_from_the_store_and_the_window() throws Exception {
        repartition(4);
        Listener all = listenToAll(null);
        pushRounds(6);
        List<PublishedEvent> events = received(all, 60);
        assertThat(events).extracting(event -> event.event().id()).containsExactlyInAnyOrderElementsOf(sent);

        for (int i = 0; i < 60; i += 7) {
            Listener resumed = listenToAll(stored(events.get(i).cursor()));
            List<PublishedEvent> later = received(resumed, 59 - i);

            assertThat(opened(resumed).start()).isEqualTo(Frame.Start.RECOVERED);
            assertThat(later)
                    .extracting(event -> event.event().id())
                    .containsExactlyInAnyOrderElementsOf(events.subList(i + 1, 60).stream()
                            .map(event -> event.event().id())
                            .toList());
            assertInOrderPerRecipient(later);
        }
    }

    @Test
    void cursors_outlive_a_growth_of_the_partitions_to_a_multiple() throws Exception {
        Listener all = listenToAll(null);
        Listener own = listen(null);
        pushRounds(3);
        Cursor gateway = received(all, 30).get(4).cursor();
        Cursor user = received(own, 3).getFirst().cursor();
        repartition(2);
        pushRounds(3);
        repartition(4);
        pushRounds(3);

        List<PublishedEvent> later = received(listenToAll(stored(gateway)), 85);
        assertThat(later)
                .extracting(event -> event.event().id())
                .containsExactlyInAnyOrderElementsOf(sent.subList(5, 90));
        assertInOrderPerRecipient(later);
        assertThat(received(listen(stored(user)), 8))
                .extracting(event -> event.event().id())
                .containsExactlyElementsOf(sentToUser.subList(1, 9));
        for (int i = 0; i < 85; i += 7) {
            Listener resumed = listenToAll(stored(later.get(i).cursor()));
            assertThat(received(resumed, 84 - i))
                    .as("resumed after event %d of a replay", i)
                    .extracting(event -> event.event().id())
                    .containsExactlyInAnyOrderElementsOf(later.subList(i + 1, 85).stream()
                            .map(event -> event.event().id())
                            .toList());
        }
    }

    @Test
    void a_lost_log_whose_clock_is_behind_the_cursors_loses_no_event() throws Exception {
        repartition(4);
        Listener all = listenToAll(null);
        pushRounds(1);
        Cursor last = received(all, 10).getLast().cursor();
        clock.advance(Duration.ofSeconds(-10));
        restart();
        pushRounds(1);

        assertThat(received(listenToAll(stored(last)), 10))
                .extracting(event -> event.event().id())
                .containsExactlyInAnyOrderElementsOf(sent.subList(10, 20));
    }

    @Test
    void other_changes_of_the_partitions_reset_gateways_and_recover_recipients() throws Exception {
        repartition(4);
        Listener all = listenToAll(null);
        Listener own = listen(null);
        pushRounds(3);
        Cursor gateway = received(all, 30).get(4).cursor();
        Cursor user = received(own, 3).getFirst().cursor();
        for (int count : List.of(3, 2, 1, 6)) {
            repartition(count);
            Listener reset = listenToAll(stored(gateway));

            assertThat(opened(reset).start()).isEqualTo(Frame.Start.RESET);
            assertThat(received(listen(stored(user)), 2))
                    .extracting(event -> event.event().id())
                    .containsExactlyElementsOf(sentToUser.subList(1, 3));
        }
    }

    @Test
    void a_cursor_of_one_recipient_resets_a_gateway_and_a_gateways_cursor_serves_a_recipient() throws Exception {
        repartition(4);
        Listener all = listenToAll(null);
        Listener own = listen(null);
        pushRounds(2);
        // Events of different partitions come in any order.
        Cursor gateway = received(all, 20).stream()
                .filter(event -> event.event().id().equals(sentToUser.getFirst()))
                .findFirst()
                .orElseThrow()
                .cursor();
        Position user = (Position) received(own, 2).getFirst().cursor();

        assertThat(opened(listenToAll(user)).start()).isEqualTo(Frame.Start.RESET);
        Listener resumed = listen(stored(gateway));
        assertThat(opened(resumed).start()).isEqualTo(Frame.Start.RECOVERED);
        assertThat(received(resumed, 1)).extracting(event -> event.event().id()).containsExactly(sentToUser.getLast());
    }

    /** A cursor, and what a gateway has received up to it. */
    private record Known(String cursor, Set<String> ids) {}

    @Test
    void every_cursor_that_a_gateway_ever_had_resumes_exactly_across_restarts_and_growth() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            Random chance = new Random(seed);
            sent.clear();
            repartition(1 + chance.nextInt(3));
            List<Known> cursors = new ArrayList<>();
            Listener first = listenToAll(null);
            cursors.add(new Known(opened(first).position().text(), Set.of()));
            for (int step = 0; step < 12; step++) {
                switch (chance.nextInt(4)) {
                    case 0 -> restart();
                    case 1 -> repartition(Math.min(2, LogPartitions.MAX / partitions.count()) * partitions.count());
                    default -> pushToSome(chance);
                }
                resume(cursors, cursors.get(chance.nextInt(cursors.size())), "seed " + seed + ", step " + step);
            }
        }
    }

    private void pushToSome(Random chance) throws Exception {
        for (int i = chance.nextInt(20); i > 0; i--) {
            sent.add(pushed("user:" + chance.nextInt(10)));
        }
    }

    /** Receives all events after a cursor, and keeps the cursors of some of them. */
    private void resume(List<Known> cursors, Known from, String where) {
        List<String> missing =
                sent.stream().filter(id -> !from.ids().contains(id)).toList();
        Listener resumed = listenToAll(Cursor.parse("cursor", from.cursor()));
        List<PublishedEvent> events = received(resumed, missing.size());

        assertThat(opened(resumed).start()).as(where).isEqualTo(Frame.Start.RECOVERED);
        assertThat(events)
                .as(where)
                .extracting(event -> event.event().id())
                .containsExactlyInAnyOrderElementsOf(missing);
        assertInOrderPerRecipient(events);
        Set<String> ids = new HashSet<>(from.ids());
        for (int i = 0; i < events.size(); i++) {
            ids.add(events.get(i).event().id());
            if (i % 5 == 0 || i == events.size() - 1) {
                cursors.add(new Known(events.get(i).cursor().text(), Set.copyOf(ids)));
            }
        }
    }
}
