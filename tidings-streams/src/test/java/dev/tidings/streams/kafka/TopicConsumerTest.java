package dev.tidings.streams.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.OperationalEvent;
import dev.tidings.streams.GatedHandler;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsServers
@Timeout(120)
class TopicConsumerTest {
    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void records_are_handled_and_committed_in_order_across_a_stop() {
        try (TopicRig rig = new TopicRig(1)) {
            rig.sendAll(0, 50);
            TopicConsumer<String> consumer = rig.consumer(7);
            consumer.start();
            consumer.start();
            rig.awaitHandled(50);
            rig.awaitCommitted(50);
            consumer.stop();
            consumer.stop();
            rig.sendAll(50, 60);
            consumer.start();
            rig.awaitHandled(60);
            rig.awaitCommitted(60);

            assertThat(rig.handled).isEqualTo(numbers(0, 60));
            await().until(() -> rig.connected && rig.behind == 0);
        }
    }

    @Test
    void the_next_batch_is_begun_before_the_previous_one_is_durable_and_no_offset_is_committed_before() {
        try (TopicRig rig = new TopicRig(1)) {
            GatedHandler gated = new GatedHandler();
            rig.sendAll(0, 40);
            rig.consumer(10, gated).start();
            await().until(() -> gated.begun.size() == 2);
            assertThat(rig.committed()).isZero();

            gated.open();

            rig.awaitCommitted(40);
            assertThat(gated.handled).isEqualTo(numbers(0, 40));
        }
    }

    @Test
    void undecodable_records_are_quarantined_once_with_their_raw_bytes_and_block_nothing() throws Exception {
        try (TopicRig rig = new TopicRig(1)) {
            rig.sendAll(0, 3);
            rig.send("bad").get();
            rig.send(null).get();
            rig.sendAll(3, 6);
            CountDownLatch first = new CountDownLatch(1);
            TopicConsumer<String> dying = rig.consumer(100, batch -> {
                first.countDown();
                throw new InterruptedException("killed after the record was quarantined");
            });
            dying.start();
            first.await();
            dying.stop();
            assertThat(rig.committed()).isZero();

            rig.consumer(100).start();
            rig.awaitCommitted(8);

            assertThat(rig.handled).isEqualTo(numbers(0, 6));
            assertThat(rig.quarantined).hasValue(4);
            assertThat(rig.quarantine()).hasSize(2).allSatisfy(item -> {
                assertThat(item.source()).isEqualTo("kafka:" + rig.topic);
            });
            assertThat(rig.quarantine().getLast()).satisfies(item -> {
                assertThat(item.position()).startsWith("0-3-");
                assertThat(item.reason()).contains("value is bad; expected a number");
                assertThat(new String(item.raw(), StandardCharsets.UTF_8))
                        .contains("{\"name\":\"key\",\"value\":\"bad\"}", "{\"name\":\"value\",\"value\":\"bad\"}");
            });
        }
    }

    @Test
    void during_a_store_outage_the_member_stays_in_its_group_and_nothing_is_lost() {
        try (TopicRig rig = new TopicRig(1)) {
            rig.storeDown.set(true);
            rig.consumer(10).start();
            rig.sendAll(0, 30);
            // Long enough that the member must poll in between.
            await().until(() -> rig.refusals.get() > 6);
            assertThat(rig.handled).isEmpty();
            rig.storeDown.set(false);
            rig.awaitCommitted(30);

            assertThat(rig.handled).isEqualTo(numbers(0, 30));
        }
    }

    @Test
    void members_join_and_leave_under_load_without_losing_records_or_offsets() {
        try (TopicRig rig = new TopicRig(4)) {
            TopicConsumer<String> one = rig.consumer(5);
            TopicConsumer<String> other = rig.consumer(5);
            one.start();
            rig.sendAll(0, 300);
            rig.awaitHandled(50);
            other.start();
            rig.sendAll(300, 600);
            rig.awaitHandled(400);
            one.stop();
            rig.sendAll(600, 900);
            one.start();
            rig.awaitHandled(700);
            other.stop();
            rig.awaitCommitted(900);

            // A member that leaves commits everything it has handled, so nothing is handled twice
            // either.
            assertThat(rig.handled).containsExactlyInAnyOrderElementsOf(numbers(0, 900));
        }
    }

    @Test
    void a_rebalance_does_not_wait_for_a_slow_batch() throws Exception {
        try (TopicRig rig = new TopicRig(2)) {
            CountDownLatch holding = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            TopicConsumer<String> slow = rig.consumer(100, batch -> {
                holding.countDown();
                release.await();
                return rig.note(batch);
            });
            rig.sendAll(0, 40);
            slow.start();
            holding.await();
            rig.consumer(100).start();
            // One of the two partitions moves to the other member, which handles it while this one
            // still holds its batch.
            rig.awaitHandled(1);
            release.countDown();
            rig.awaitCommitted(40);

            assertThat(new HashSet<>(rig.handled)).hasSize(40);
        }
    }

    @Test
    void records_deleted_before_they_were_read_are_reported() throws Exception {
        try (TopicRig rig = new TopicRig(1)) {
            TopicConsumer<String> consumer = rig.consumer(10);
            consumer.start();
            rig.sendAll(0, 5);
            rig.awaitCommitted(5);
            consumer.stop();
            rig.sendAll(5, 20);
            rig.kafka
                    .admin()
                    .deleteRecords(Map.of(rig.partition(), RecordsToDelete.beforeOffset(15)))
                    .all()
                    .get();
            consumer.start();
            rig.awaitCommitted(20);

            assertThat(rig.handled).hasSize(10).endsWith("15", "16", "17", "18", "19");
            assertThat(rig.trimmed).hasValue(1);
            assertThat(rig.store.events().events("default", null, 10).items())
                    .extracting(OperationalEvent::kind)
                    .containsExactly("stream.trimmed");
        }
    }

    @Test
    void the_consumer_waits_for_a_missing_topic_and_an_unavailable_kafka() {
        try (KafkaServer server = KafkaServer.start(Map.of());
                TopicRig rig = new TopicRig(server)) {
            rig.consumer(10).start();
            await().until(() -> rig.connections.contains(false));
            server.createTopic(rig.topic, 1);
            rig.sendAll(0, 5);
            rig.awaitHandled(5);
            await().until(() -> rig.connected);

            server.stop();
            await().until(() -> !rig.connected);
            server.start();
            rig.sendAll(5, 10);
            rig.awaitHandled(10);
            await().until(() -> rig.connected);

            assertThat(rig.handled).isEqualTo(numbers(0, 10));
            assertThat(rig.connections).containsExactly(false, true, false, true);
        }
    }
}
