package dev.tidings.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of every {@link EventLog}. */
@Timeout(60)
public abstract class EventLogContract {
    protected static final String TENANT = "default";

    private EventLog log;

    /** Opens an empty log for one test, which keeps thousands of events. */
    protected abstract EventLog open() throws Exception;

    /** Makes the log lose all events, as a restart or flush does, and opens it again. */
    protected abstract EventLog lose(EventLog old) throws Exception;

    @BeforeEach
    final void openLog() throws Exception {
        log = open();
    }

    @AfterEach
    final void closeLog() {
        log.close();
    }

    protected static Event event(String recipient, String id) {
        return event(TENANT, recipient, id, null, null);
    }

    private static Event event(
            String tenant, String recipient, String id, @Nullable String requestId, @Nullable String traceId) {
        return new Event(tenant, recipient, "order.paid", id, new byte[] {0, 1, -1, 13, 10}, requestId, traceId);
    }

    private Position append(String id) {
        return log.append(event("user:1", id)).join();
    }

    /** Follows the partition of {@code user:1}. */
    private Remembering follow(String tenant) {
        return follow(tenant, log.partitions().of("user:1"));
    }

    private Remembering follow(String tenant, int partition) {
        Remembering follower = new Remembering();
        log.follow(tenant, partition, follower);
        return follower;
    }

    private List<Remembering> followAll() {
        return IntStream.range(0, log.partitions().count())
                .mapToObj(partition -> follow(TENANT, partition))
                .toList();
    }

    /** Returns a recipient in the partition of {@code user:1}, whose name begins so. */
    private String beside(String prefix) {
        LogPartitions partitions = log.partitions();
        return IntStream.iterate(2, i -> i + 1)
                .mapToObj(i -> prefix + i)
                .filter(recipient -> partitions.of(recipient) == partitions.of("user:1"))
                .findFirst()
                .orElseThrow();
    }

    private static int received(List<Remembering> followers) {
        return followers.stream().mapToInt(follower -> follower.ids().size()).sum();
    }

    @Test
    void an_event_is_read_as_it_was_appended() throws Exception {
        Event bare = event("user:1", "a");
        Event full = event(TENANT, beside("Nutzer:ß/"), "b", "req-1", "0af7651916cd43dd8448eb211c80319c");
        Position first = log.append(bare).join();
        Position second = log.append(full).join();

        List<LogEntry> told = follow(TENANT).await(it -> it.ids().size() == 2).entries();

        assertThat(told).containsExactly(new LogEntry(first, bare), new LogEntry(second, full));
    }

    @Test
    void existing_events_come_first_and_new_ones_as_they_are_appended() throws Exception {
        append("a");
        append("b");
        Remembering follower = follow(TENANT).await(it -> it.beginnings() == 1);
        assertThat(follower.ids()).containsExactly("a", "b");

        append("c");
        append("d");

        follower.await(it -> it.ids().size() == 4);
        assertThat(follower.ids()).containsExactly("a", "b", "c", "d");
        assertThat(follower.beginnings()).isEqualTo(1);
    }

    @Test
    void positions_increase_and_are_after_the_floor() throws Exception {
        List<Position> positions =
                IntStream.range(0, 50).mapToObj(i -> append("e" + i)).toList();
        Remembering follower = follow(TENANT).await(it -> it.ids().size() == 50);

        Position before = follower.floor();
        for (Position position : positions) {
            assertThat(position.isAfter(java.util.Objects.requireNonNull(before)))
                    .as("%s behind %s", position, before)
                    .isTrue();
            assertThat(position.sameEpoch(before)).isTrue();
            before = position;
        }
    }

    @Test
    void an_id_is_appended_once() throws Exception {
        Position first = append("a");
        append("b");

        assertThat(append("a")).isEqualTo(first);
        assertThat(follow(TENANT).await(it -> it.ids().size() == 2).ids()).containsExactly("a", "b");
    }

    @Test
    void concurrent_appends_of_one_id_get_the_same_position() throws Exception {
        List<CompletableFuture<Position>> appended = IntStream.range(0, 64)
                .mapToObj(i -> log.append(event("user:1", "same")))
                .toList();

        assertThat(new HashSet<>(appended.stream().map(CompletableFuture::join).toList()))
                .hasSize(1);
        append("end");
        assertThat(follow(TENANT).await(it -> it.ids().size() == 2).ids()).containsExactly("same", "end");
    }

    @Test
    void a_tenant_receives_no_events_of_another() throws Exception {
        Remembering other = follow("other").await(it -> it.beginnings() == 1);
        append("a");
        log.append(event("other", "user:1", "b", null, null)).join();

        other.await(it -> !it.ids().isEmpty());
        assertThat(other.ids()).containsExactly("b");
        assertThat(follow(TENANT).await(it -> !it.ids().isEmpty()).ids()).containsExactly("a");
    }

    @Test
    void all_followers_of_a_partition_receive_the_same_order() {
        List<Remembering> early = followAll();
        List<CompletableFuture<?>> appending = new ArrayList<>();
        try (ExecutorService many = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                String name = "t" + thread + "-";
                appending.add(CompletableFuture.runAsync(
                        () -> IntStream.range(0, 250)
                                .mapToObj(i -> log.append(event("user:" + i % 7, name + i)))
                                .toList()
                                .forEach(CompletableFuture::join),
                        many));
            }
            appending.forEach(CompletableFuture::join);
        }
        List<Remembering> late = followAll();

        await().until(() -> received(early) == 1_000 && received(late) == 1_000);
        for (int partition = 0; partition < early.size(); partition++) {
            assertThat(early.get(partition).ids())
                    .isEqualTo(late.get(partition).ids())
                    .doesNotHaveDuplicates();
            assertThat(early.get(partition).entries())
                    .extracting(LogEntry::position)
                    .isSortedAccordingTo(
                            Comparator.comparingLong(Position::millis).thenComparingLong(Position::number));
        }
    }

    @Test
    void each_recipient_has_all_its_events_in_its_partition_and_in_order() {
        List<Remembering> followers = followAll();
        for (int round = 0; round < 10; round++) {
            String suffix = " " + round;
            IntStream.range(0, 40)
                    .mapToObj(user -> log.append(event("user:" + user, "user:" + user + suffix)))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
        await().until(() -> received(followers) == 400);

        for (int partition = 0; partition < followers.size(); partition++) {
            List<LogEntry> entries = followers.get(partition).entries();
            assertThat(entries).isNotEmpty();
            for (String recipient :
                    IntStream.range(0, 40).mapToObj(i -> "user:" + i).toList()) {
                List<String> expected = log.partitions().of(recipient) == partition
                        ? IntStream.range(0, 10)
                                .mapToObj(i -> recipient + " " + i)
                                .toList()
                        : List.of();
                assertThat(entries.stream()
                                .filter(entry -> entry.event().recipient().equals(recipient))
                                .map(entry -> entry.event().id()))
                        .containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void a_closed_follower_receives_nothing() throws Exception {
        Remembering gone = new Remembering();
        EventLog.Following following = log.follow(TENANT, log.partitions().of("user:1"), gone);
        gone.await(it -> it.beginnings() == 1);
        following.close();
        append("a");

        follow(TENANT).await(it -> !it.ids().isEmpty());
        assertThat(gone.ids()).isEmpty();
    }

    /** Whether single events can be removed. */
    protected boolean removes() {
        return true;
    }

    private List<FoundEvents.Found> find(String tenant, String recipient) {
        List<FoundEvents.Found> found = new ArrayList<>();
        String after = "";
        while (after != null) {
            FoundEvents part = log.find(tenant, recipient, after).join();
            found.addAll(part.events());
            after = part.next();
        }
        return found;
    }

    @Test
    void events_of_a_recipient_are_found_and_removed_from_the_log_and_from_followers() throws Exception {
        append("a");
        String other = beside("user:");
        Position kept = log.append(event(other, "b")).join();
        append("c");
        log.append(event("other", "user:1", "d", null, null)).join();
        Remembering early = follow(TENANT).await(it -> it.ids().size() == 3);

        List<FoundEvents.Found> found = find(TENANT, "user:1");
        if (!removes()) {
            assertThat(found).isEmpty();
            return;
        }
        assertThat(found).extracting(FoundEvents.Found::id).containsExactly("a", "c");
        assertThat(find("nobody", "user:1")).isEmpty();
        List<Position> positions =
                found.stream().map(FoundEvents.Found::position).toList();
        log.remove(TENANT, "user:1", positions).join();

        early.await(it -> it.beginnings() == 2);
        assertThat(early.ids()).containsExactly("b");
        assertThat(find(TENANT, "user:1")).isEmpty();
        assertThat(find("other", "user:1")).hasSize(1);
        Remembering late = follow(TENANT).await(it -> it.beginnings() == 1);
        assertThat(late.entries()).containsExactly(new LogEntry(kept, event(other, "b")));
        assertThat(java.util.Objects.requireNonNull(late.floor()))
                .as("cursors of the same epoch, also from before, stay valid")
                .isEqualTo(early.floor());
        assertThat(java.util.Objects.requireNonNull(late.floor()).isAfter(positions.getFirst()))
                .isFalse();

        log.remove(TENANT, "user:1", positions).join();
        append("e");
        early.await(it -> it.ids().size() == 2);
        assertThat(early.ids()).containsExactly("b", "e");
        assertThat(early.beginnings()).as("removing nothing").isEqualTo(2);
    }

    @Test
    void many_events_of_a_recipient_are_found_part_by_part() {
        if (!removes()) {
            return;
        }
        List<CompletableFuture<Position>> appends = IntStream.range(0, 2_500)
                .mapToObj(i -> log.append(event("user:" + i % 2, "e" + i)))
                .toList();
        appends.forEach(CompletableFuture::join);

        List<FoundEvents.Found> found = find(TENANT, "user:1");

        assertThat(found).hasSize(1_250).doesNotHaveDuplicates();
        log.remove(
                        TENANT,
                        "user:1",
                        found.stream().map(FoundEvents.Found::position).toList())
                .join();
        assertThat(find(TENANT, "user:1")).isEmpty();
        assertThat(find(TENANT, "user:0")).hasSize(1_250);
    }

    @Test
    void a_log_that_was_lost_has_another_epoch() throws Exception {
        Position old = append("a");
        log = lose(log);
        Position fresh = append("a");
        Remembering follower = follow(TENANT).await(it -> !it.ids().isEmpty());

        assertThat(fresh.sameEpoch(old)).isFalse();
        assertThat(java.util.Objects.requireNonNull(follower.floor()).sameEpoch(fresh))
                .isTrue();
        assertThat(follower.ids()).containsExactly("a");
    }
}
