package dev.tidings.streams.redis;

import static dev.tidings.streams.redis.StreamRig.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.streams.GatedHandler;
import dev.tidings.testkit.extension.NeedsServers;
import io.lettuce.core.Consumer;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consumers in a group. */
@NeedsServers
class StreamGroupTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final StreamRig rig = new StreamRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private StreamConsumer<String> member(String name, Duration idle) {
        return rig.member(name, idle, 3, rig::note);
    }

    private long pending() {
        return rig.commands().xpending(rig.stream, "tidings").getCount();
    }

    /** Delivers entries to a consumer that never finishes them, like a killed node. */
    @SuppressWarnings("unchecked")
    private void dealtTo(String dead, int count) {
        rig.commands()
                .xreadgroup(
                        Consumer.from("tidings", dead),
                        XReadArgs.Builder.count(count),
                        StreamOffset.lastConsumed(rig.stream));
    }

    @Test
    void members_share_the_stream_and_each_entry_is_handled_once() {
        Set<String> busy = ConcurrentHashMap.newKeySet();
        for (String name : new String[] {"a", "b"}) {
            rig.member(name, LONG, 3, batch -> {
                        busy.add(name);
                        await().until(() -> busy.size() == 2);
                        return rig.note(batch);
                    })
                    .start();
        }
        rig.addAll(0, 60);
        rig.awaitHandled(60);
        await().until(() -> pending() == 0);

        assertThat(rig.handled).containsExactlyInAnyOrderElementsOf(numbers(0, 60));
        assertThat(rig.store.offsets().offset("numbers")).isEmpty();
    }

    @Test
    void entries_in_flight_stay_pending_until_they_are_durable() {
        GatedHandler gated = new GatedHandler();
        rig.addAll(0, 40);
        rig.member("a", LONG, 3, gated).start();
        await().until(() -> gated.begun.size() == 2);
        assertThat(pending()).isGreaterThanOrEqualTo(20);

        gated.open();

        await().until(() -> gated.handled.size() == 40 && pending() == 0);
        assertThat(gated.handled).isEqualTo(numbers(0, 40));
    }

    @Test
    void a_restarted_member_finishes_its_pending_entries_first() {
        rig.addAll(0, 3);
        rig.commands().xgroupCreate(StreamOffset.from(rig.stream, "0-0"), "tidings");
        dealtTo("a", 2);
        member("a", LONG).start();
        rig.awaitHandled(3);

        assertThat(rig.handled).isEqualTo(numbers(0, 3));
    }

    @Test
    void entries_of_a_dead_member_are_claimed() {
        rig.addAll(0, 25);
        rig.commands().xgroupCreate(StreamOffset.from(rig.stream, "0-0"), "tidings");
        dealtTo("dead", 25);
        member("b", SHORT).start();
        rig.awaitHandled(25);
        await().until(() -> pending() == 0);

        assertThat(rig.handled).containsExactlyInAnyOrderElementsOf(numbers(0, 25));
    }

    @Test
    void an_entry_that_kills_its_consumers_goes_to_quarantine() throws InterruptedException {
        rig.add("deadly");
        for (int life = 0; life < 3; life++) {
            CountDownLatch begun = new CountDownLatch(1);
            StreamConsumer<String> killed = rig.member("a", LONG, 3, batch -> {
                begun.countDown();
                new CountDownLatch(1).await();
                return rig.note(batch);
            });
            killed.start();
            begun.await();
            killed.stop();
        }
        rig.add("next");
        member("a", LONG).start();
        rig.awaitHandled(1);
        await().until(() -> pending() == 0);

        assertThat(rig.handled).containsExactly("next");
        assertThat(rig.quarantine())
                .singleElement()
                .satisfies(item -> assertThat(item.reason()).contains("delivered too often"));
    }

    @Test
    void an_entry_trimmed_after_delivery_is_counted_and_dropped() {
        String gone = rig.add("gone");
        rig.add("there");
        rig.commands().xgroupCreate(StreamOffset.from(rig.stream, "0-0"), "tidings");
        dealtTo("a", 1);
        dealtTo("dead", 1);
        rig.commands().xdel(rig.stream, gone);
        member("a", SHORT).start();
        rig.awaitHandled(1);
        await().until(() -> pending() == 0);

        assertThat(rig.handled).containsExactly("there");
        assertThat(rig.trimmed).hasValue(1);
    }

    @Test
    void an_entry_trimmed_after_delivery_to_a_dead_member_is_dropped() {
        String gone = rig.add("gone");
        rig.add("there");
        rig.commands().xgroupCreate(StreamOffset.from(rig.stream, "0-0"), "tidings");
        dealtTo("dead", 2);
        rig.commands().xdel(rig.stream, gone);
        member("a", SHORT).start();
        rig.awaitHandled(1);
        await().until(() -> pending() == 0);

        assertThat(rig.handled).containsExactly("there");
    }

    @Test
    void a_group_continues_from_the_offset_of_a_single_reader() {
        rig.addAll(0, 5);
        StreamConsumer<String> single = rig.single(10);
        single.start();
        rig.awaitOffset(rig.add("5"));
        single.stop();
        rig.add("6");
        member("a", LONG).start();
        rig.awaitHandled(7);

        assertThat(rig.handled).isEqualTo(numbers(0, 7));
    }

    @Test
    void a_deleted_group_is_created_again() {
        member("a", LONG).start();
        rig.add("0");
        rig.awaitHandled(1);
        rig.commands().del(rig.stream);
        rig.add("1");

        rig.awaitHandled(2);
        assertThat(rig.handled).isEqualTo(numbers(0, 2));
    }
}
