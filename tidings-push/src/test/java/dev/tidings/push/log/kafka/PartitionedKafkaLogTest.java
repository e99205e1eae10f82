package dev.tidings.push.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.testkit.event.EventLogContract;
import dev.tidings.testkit.event.Remembering;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsServers
class PartitionedKafkaLogTest extends EventLogContract {
    private static KafkaClients kafka;

    private final String topic = "partitioned." + UUID.randomUUID();

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
        return log(3);
    }

    private KafkaLog log(int partitions) {
        return new KafkaLog(
                kafka,
                new LogSettings(topic, new LogPartitions(partitions), 0, Duration.ofHours(1), WindowBounds.DEFAULT),
                InstantSource.system());
    }

    /** Kafka deletes no single records. */
    @Override
    protected boolean removes() {
        return false;
    }

    @Override
    protected EventLog lose(EventLog old) throws Exception {
        old.close();
        kafka.admin().deleteTopics(List.of(topic)).all().get();
        await().until(this::isDeleted);
        return open();
    }

    private boolean isDeleted() throws InterruptedException {
        try {
            return kafka.admin()
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .isEmpty();
        } catch (ExecutionException gone) {
            return gone.getCause() instanceof UnknownTopicOrPartitionException;
        }
    }

    @Test
    void added_partitions_are_refused_by_nodes_that_do_not_expect_them_and_start_new_epochs_for_others()
            throws Exception {
        try (KafkaLog three = log(3)) {
            Position old = three.append(event("user:1", "a")).join();
            Remembering early = new Remembering();
            three.follow(TENANT, three.partitions().of("user:1"), early);
            early.await(it -> it.ids().size() == 1);
            kafka.admin()
                    .createPartitions(Map.of(topic, NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            early.await(it -> it.notices().contains("unavailable"));
            assertThatThrownBy(() -> three.append(event("user:1", "b")).join()).isNotNull();

            try (KafkaLog six = log(6)) {
                Position fresh = six.append(event("user:1", "b")).join();
                Remembering late = new Remembering();
                six.follow(TENANT, six.partitions().of("user:1"), late);
                late.await(it -> it.ids().contains("b"));

                assertThat(fresh.sameEpoch(old)).isFalse();
                assertThat(late.entries()).extracting(LogEntry::position).allMatch(fresh::sameEpoch);
            }
        }
    }
}
