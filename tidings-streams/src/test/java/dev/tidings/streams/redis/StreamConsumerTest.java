package dev.tidings.streams.redis;

import static dev.tidings.streams.redis.StreamRig.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.streams.GatedHandler;
import dev.tidings.streams.StreamHandler.Refused;
import dev.tidings.testkit.extension.NeedsServers;
import io.lettuce.core.XAddArgs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer without a group. */
@NeedsServers
class StreamConsumerTest {
    private final StreamRig rig = new StreamRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void entries_are_handled_in_order_and_the_offset_is_saved(int count) {
        rig.addAll(0, 50);
        rig.single(count).start();
        rig.awaitHandled(50);
        rig.addAll(50, 60);
        String last = rig.add("60");
        rig.awaitOffset(last);

        assertThat(rig.handled).isEqualTo(numbers(0, 61));
    }

    @Test
    void the_consumer_waits_for_a_missing_stream() {
        rig.single(1).start();
        await().until(() -> rig.connected);

        rig.add("0");

        rig.awaitHandled(1);
    }

    @Test
    void restarts_neither_skip_nor_repeat_entries() {
        StreamConsumer<String> consumer = rig.single(3);
        for (int round = 0; round < 10; round++) {
            consumer.start();
            consumer.start();
            rig.addAll(round * 10, round * 10 + 10);
            rig.awaitHandled(round * 10 + 1);
            consumer.stop();
            consumer.stop();
        }
        consumer.start();
        rig.awaitHandled(100);

        assertThat(rig.handled).isEqualTo(numbers(0, 100));
    }

    @Test
    void undecodable_entries_are_quarantined_with_their_raw_fields_and_block_nothing() {
        rig.addAll(0, 3);
        rig.commands().xadd(rig.stream, Map.of("other", new byte[] {(byte) 0xff, 0, 1}));
        rig.commands()
                .xadd(
                        rig.stream,
                        "n",
                        "twice".getBytes(StandardCharsets.UTF_8),
                        "n",
                        "é".getBytes(StandardCharsets.UTF_8));
        rig.addAll(3, 6);
        rig.single(100).start();
        rig.awaitHandled(6);

        assertThat(rig.handled).isEqualTo(numbers(0, 6));
        assertThat(rig.quarantine()).hasSize(2);
        assertThat(rig.quarantined).hasValue(2);
        var twice = rig.quarantine().get(0);
        assertThat(new String(twice.raw(), StandardCharsets.UTF_8))
                .isEqualTo("{\"fields\":[{\"name\":\"n\",\"value\":\"twice\"},{\"name\":\"n\",\"value\":\"é\"}]}");
        var bytes = rig.quarantine().get(1);
        assertThat(bytes.reason()).isEqualTo("invalid_field: n is missing; expected a number");
        assertThat(bytes.source()).isEqualTo("redis:" + rig.stream);
        assertThat(new String(bytes.raw(), StandardCharsets.UTF_8))
                .isEqualTo("{\"fields\":[{\"name\":\"other\",\"value_base64\":\"/wAB\"}]}");
    }

    @Test
    void a_quarantine_reason_is_truncated_and_free_of_control_characters() {
        rig.add("0");
        rig.single(1, batch -> List.of(new Refused(batch.getFirst().id(), "a\u0000b\n" + "c".repeat(5_000))))
                .start();
        await().until(() -> rig.quarantine().size() == 1);

        assertThat(rig.quarantine().getFirst().reason()).startsWith("a�b c").hasSizeLessThan(1_100);
    }

    @Test
    void refused_entries_are_quarantined_at_once_and_failing_ones_after_some_tries() {
        AtomicInteger tries = new AtomicInteger();
        rig.addAll(0, 5);
        rig.single(100, batch -> {
                    if (batch.stream().anyMatch(one -> one.value().equals("3"))) {
                        tries.incrementAndGet();
                        throw new IllegalStateException("no three");
                    }
                    rig.note(batch);
                    return batch.stream()
                            .filter(one -> one.value().equals("1"))
                            .map(one -> new Refused(one.id(), "no one"))
                            .toList();
                })
                .start();
        rig.awaitHandled(4);
        await().until(() -> rig.quarantine().size() == 2);

        assertThat(rig.handled).containsExactly("0", "1", "2", "4");
        assertThat(rig.quarantine().get(0).reason()).contains("no three");
        assertThat(rig.quarantine().get(1).reason()).isEqualTo("no one");
        assertThat(tries).hasValue(4);
    }

    @Test
    void during_a_store_outage_the_consumer_waits_and_handles_nothing_twice() {
        rig.single(10).start();
        await().until(() -> rig.connected);
        rig.storeDown.set(true);
        rig.addAll(0, 5);
        rig.commands().xadd(rig.stream, Map.of("poison", new byte[0]));
        String last = rig.add("5");
        await().until(() -> rig.refusals.get() > 3);
        assertThat(rig.store.offsets().offset("numbers")).isEmpty();

        rig.storeDown.set(false);

        rig.awaitOffset(last);
        assertThat(rig.handled).isEqualTo(numbers(0, 6));
        assertThat(rig.quarantine()).hasSize(1);
    }

    @Test
    void a_handler_that_is_temporarily_unavailable_is_retried_until_it_succeeds() {
        AtomicInteger pending = new AtomicInteger();
        rig.addAll(0, 2);
        rig.single(10, batch -> {
                    if (pending.incrementAndGet() < 6) {
                        throw new StoreUnavailable("not now");
                    }
                    return rig.note(batch);
                })
                .start();

        rig.awaitHandled(2);
        assertThat(rig.handled).isEqualTo(numbers(0, 2));
        assertThat(rig.quarantine()).isEmpty();
    }

    @Test
    void the_next_read_is_begun_before_the_previous_one_is_durable_and_the_offset_stays_behind_both() {
        GatedHandler gated = new GatedHandler();
        rig.addAll(0, 39);
        String last = rig.add("39");
        rig.single(10, gated).start();
        await().until(() -> gated.begun.size() == 2);
        assertThat(rig.store.offsets().offset("numbers")).isEmpty();

        gated.open();

        rig.awaitOffset(last);
        assertThat(gated.handled).isEqualTo(numbers(0, 40));
        assertThat(gated.begun).hasSize(4);
    }

    @Test
    void reads_in_flight_that_a_stop_interrupts_are_read_again() {
        GatedHandler stuck = new GatedHandler();
        rig.addAll(0, 30);
        StreamConsumer<String> consumer = rig.single(10, stuck);
        consumer.start();
        await().until(() -> stuck.begun.size() == 2);
        consumer.stop();
        rig.single(10).start();

        rig.awaitHandled(30);
        assertThat(rig.handled).isEqualTo(numbers(0, 30));
        assertThat(stuck.handled).isEmpty();
    }

    @Test
    void large_entries_are_read_a_few_at_a_time() {
        String mebibyte = "x".repeat(1024 * 1024);
        for (int i = 0; i < 30; i++) {
            rig.add(mebibyte);
        }
        GatedHandler gated = new GatedHandler();
        gated.open();
        rig.single(10, gated).start();
        await().until(() -> gated.handled.size() == 30);

        assertThat(gated.begun).extracting(List::size).startsWith(10, 8).allMatch(size -> size <= 10);
    }

    @Test
    void a_stop_waits_for_the_current_batch() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        rig.addAll(0, 2);
        StreamConsumer<String> consumer = rig.single(1, batch -> {
            begun.countDown();
            mayEnd.await();
            return rig.note(batch);
        });
        consumer.start();
        begun.await();
        Thread stopping = Thread.ofPlatform().start(consumer::stop);
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        mayEnd.countDown();
        stopping.join();

        assertThat(rig.handled).containsExactly("0");
        assertThat(rig.store.offsets().offset("numbers")).isPresent();
    }

    @Test
    void a_stuck_handler_is_interrupted_and_its_entry_read_again() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        rig.addAll(0, 2);
        StreamConsumer<String> stuck = rig.single(1, batch -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return List.of();
        });
        stuck.start();
        begun.await();
        stuck.stop();
        rig.single(1).start();

        rig.awaitHandled(2);
        assertThat(rig.handled).isEqualTo(numbers(0, 2));
    }

    @Test
    void a_trimmed_stream_is_reported_once_and_read_from_its_first_entry() {
        StreamConsumer<String> consumer = rig.single(2);
        consumer.start();
        rig.awaitOffset(rig.add("0"));
        consumer.stop();
        rig.addAll(1, 21);
        rig.commands().xtrim(rig.stream, 6);
        consumer.start();
        rig.awaitHandled(7);

        assertThat(rig.handled).containsExactly("0", "15", "16", "17", "18", "19", "20");
        assertThat(rig.trimmed).hasValue(1);
        assertThat(rig.store.events().events("default", null, 10).items())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.kind()).isEqualTo("stream.trimmed");
                    assertThat(event.subject()).isEqualTo("redis:" + rig.stream);
                });
    }

    @Test
    void trimming_entries_that_were_read_is_no_gap() {
        StreamConsumer<String> consumer = rig.single(2);
        rig.addAll(0, 10);
        consumer.start();
        rig.awaitHandled(10);
        rig.commands().xtrim(rig.stream, 1);
        rig.add("10");
        rig.awaitHandled(11);

        assertThat(rig.trimmed).hasValue(0);
    }

    @Test
    void a_stream_that_lost_its_end_is_reported_and_read_from_its_beginning() {
        StreamConsumer<String> consumer = rig.single(2);
        consumer.start();
        rig.awaitOffset(rig.add("0"));
        consumer.stop();
        rig.commands().del(rig.stream);
        rig.commands().xadd(rig.stream, new XAddArgs().id("5-1"), Map.of("n", "1".getBytes(StandardCharsets.UTF_8)));
        consumer.start();

        rig.awaitHandled(2);
        assertThat(rig.handled).containsExactly("0", "1");
        assertThat(rig.store.events().events("default", null, 10).items())
                .singleElement()
                .satisfies(event -> assertThat(event.kind()).isEqualTo("stream.rewound"));
    }
}
