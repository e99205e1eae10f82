package dev.tidings.push.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.testkit.contract.AsyncApi;
import dev.tidings.testkit.event.EventLogContract;
import dev.tidings.testkit.event.Remembering;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsServers
class KafkaLogTest extends EventLogContract {
    private static final AsyncApi CONTRACT = AsyncApi.of("client-events-kafka");
    private static KafkaClients kafka;

    private final String topic = "events." + UUID.randomUUID();
    private final TopicPartition partition = new TopicPartition(topic, 0);

    @BeforeAll
    static void connect() {
        kafka = KafkaClients.at(KafkaServer.shared().bootstrap(), Map.of());
    }

    @AfterAll
    static void disconnect() {
        kafka.close();
    }

    @Override
    protected EventLog open() {
        return log(kafka, 100_000);
    }

    /** Kafka deletes no single records. */
    @Override
    protected boolean removes() {
        return false;
    }

    private KafkaLog log(KafkaClients at, int count) {
        WindowBounds window = new WindowBounds(Duration.ofMinutes(5), count, 64 << 20);
        return new KafkaLog(
                at, new LogSettings(topic, LogPartitions.ONE, 0, Duration.ofHours(1), window), InstantSource.system());
    }

    @Override
    protected EventLog lose(EventLog old) throws Exception {
        old.close();
        delete();
        return open();
    }

    private void delete() throws Exception {
        kafka.admin().deleteTopics(List.of(topic)).all().get();
        await().until(() -> {
            try {
                return kafka.admin()
                                .describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                        == null;
            } catch (ExecutionException gone) {
                return gone.getCause() instanceof UnknownTopicOrPartitionException;
            }
        });
    }

    private List<ConsumerRecord<byte[], byte[]>> records(int atLeast) {
        try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of(), Map.of("auto.offset.reset", "earliest"))) {
            consumer.assign(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            await().until(() -> {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(100))) {
                    if (!EventRecord.isMarker(read)) {
                        records.add(read);
                    }
                }
                return records.size() >= atLeast;
            });
            return records;
        }
    }

    @Test
    void a_record_has_the_payload_as_value_and_the_headers_of_the_contract() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (KafkaLog log = log(kafka, 100)) {
            log.append(event("user:42", "dlv_1")).join();
            log.append(new Event(TENANT, "user:42", "order.paid", "dlv_2", new byte[] {1}, "req-1", trace))
                    .join();
        }
        List<ConsumerRecord<byte[], byte[]>> records = records(2);

        assertThat(headers(records.get(0))).containsOnlyKeys("user_id", "event_type", "event_id");
        assertThat(headers(records.get(1)))
                .containsOnlyKeys(CONTRACT.fields("clientEvent").toArray(String[]::new));
        for (ConsumerRecord<byte[], byte[]> one : records) {
            CONTRACT.check("clientEvent", headers(one));
            assertThat(one.key()).isEqualTo("user:42".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(records.get(1).value()).containsExactly(1);
    }

    private static Map<String, byte[]> headers(ConsumerRecord<byte[], byte[]> read) {
        Map<String, byte[]> headers = new HashMap<>();
        read.headers().forEach(header -> headers.put(header.key(), header.value()));
        return headers;
    }

    @Test
    void a_duplicate_appended_by_another_node_is_ignored_by_all_readers() throws Exception {
        Event first = event("user:1", "a");
        Event copy = new Event(TENANT, "user:1", "order.paid", "a", new byte[] {9}, null, null);
        Remembering early = new Remembering();
        Remembering late = new Remembering();
        try (KafkaLog log = log(kafka, 100);
                KafkaLog other = log(kafka, 100);
                Producer<byte[], byte[]> racing = kafka.producer(Map.of(), Map.of())) {
            log.follow(TENANT, 0, early);
            Position position = log.append(first).join();
            racing.send(EventRecord.of(copy, partition)).get();
            log.append(event("user:1", "end")).join();
            early.await(it -> it.ids().contains("end"));
            other.follow(TENANT, 0, late);
            late.await(it -> it.ids().contains("end"));

            assertThat(early.entries()).isEqualTo(late.entries());
            assertThat(early.entries()).first().isEqualTo(new LogEntry(position, first));
            assertThat(early.ids()).containsExactly("a", "end");
            assertThat(log.append(first).join()).isEqualTo(position);
        }
    }

    @Test
    void a_delivery_reclaimed_after_a_crash_between_append_and_commit_is_not_appended_again() {
        try (KafkaLog killed = log(kafka, 100);
                KafkaLog takingOver = log(kafka, 100)) {
            Position position = killed.append(event("user:1", "dlv_1")).join();

            assertThat(takingOver.append(event("user:1", "dlv_1")).join()).isEqualTo(position);
        }
    }

    @Test
    void readers_agree_on_positions_wherever_they_start_and_a_small_window_has_a_floor() throws Exception {
        try (KafkaLog log = log(kafka, 100);
                KafkaLog small = log(kafka, 10)) {
            Remembering all = new Remembering();
            log.follow(TENANT, 0, all);
            for (int i = 0; i < 60; i++) {
                log.append(event("user:1", "e" + i)).join();
            }
            all.await(it -> it.ids().size() == 60);
            Remembering few = new Remembering();
            small.follow(TENANT, 0, few);
            few.await(it -> it.ids().contains("e59"));

            List<LogEntry> entries = all.entries();
            assertThat(few.entries()).isEqualTo(entries.subList(50, 60));
            assertThat(few.floor()).isEqualTo(entries.get(49).position());
        }
    }

    @Test
    void a_follower_restarts_when_its_topic_is_recreated() throws Exception {
        try (KafkaLog log = log(kafka, 100)) {
            Remembering follower = new Remembering();
            log.follow(TENANT, 0, follower);
            Position old = log.append(event("user:1", "a")).join();
            follower.await(it -> it.ids().contains("a"));

            delete();
            appendAtLast(log, "b");

            follower.await(it -> it.beginnings() == 2 && it.ids().contains("b"));
            assertThat(follower.ids()).containsExactly("b");
            assertThat(Objects.requireNonNull(follower.floor()).sameEpoch(old)).isFalse();
        }
    }

    @Test
    void a_topic_emptied_by_retention_gets_a_marker_with_its_start() throws Exception {
        try (KafkaLog log = log(kafka, 100)) {
            Position gone = log.append(event("user:1", "gone")).join();
            try (Admin admin = KafkaServer.shared().admin()) {
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                        .all()
                        .get();
            }
            Remembering follower = new Remembering();
            try (KafkaLog fresh = log(kafka, 100)) {
                fresh.follow(TENANT, 0, follower);
                follower.await(it -> it.beginnings() == 1);

                assertThat(follower.ids()).isEmpty();
                assertThat(Objects.requireNonNull(follower.floor()).isAfter(gone)
                                || follower.floor().equals(gone))
                        .isTrue();
            }
        }
    }

    @Test
    void during_a_kafka_outage_appends_fail_and_followers_are_notified_and_both_resume_afterwards() throws Exception {
        Map<String, String> hasty = Map.of(
                "max.block.ms", "500", "request.timeout.ms", "500", "delivery.timeout.ms", "1000", "linger.ms", "0");
        try (KafkaServer server = KafkaServer.start(Map.of());
                KafkaClients own = KafkaClients.at(server.bootstrap(), hasty);
                KafkaLog log = log(own, 1_000)) {
            Remembering follower = new Remembering();
            log.follow(TENANT, 0, follower);
            appendAtLast(log, "a");
            follower.await(it -> it.ids().contains("a"));

            server.stop();
            assertThatThrownBy(() -> log.append(event("user:1", "b")).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(LogUnavailable.class);
            follower.await(it -> it.notices().contains("unavailable"));
            server.start();
            follower.await(it -> it.notices().contains("live"));
            appendAtLast(log, "b");
            appendAtLast(log, "b");

            follower.await(it -> it.ids().contains("b"));
            assertThat(follower.ids()).containsExactly("a", "b");
            assertThat(follower.beginnings()).isEqualTo(1);
            assertThat(Set.copyOf(follower.notices())).containsExactlyInAnyOrder("unavailable", "live");
        }
    }

    /** Retries until the append succeeds, as the channel does. */
    private static void appendAtLast(KafkaLog log, String id) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> log.append(event("user:1", id)).join() != null);
    }
}
