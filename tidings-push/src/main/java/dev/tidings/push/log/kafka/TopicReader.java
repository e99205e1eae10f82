package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads one partition of a topic until a failure. Confined to one thread. */
final class TopicReader implements AutoCloseable {
    private static final Duration BLOCK = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final Map<String, String> FIXED = Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            "false",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            "false",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            "2000");

    private final LogTopic topic;
    private final InstantSource clock;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final RecentEvents recent;
    private final long end;
    private Instant nextCheck;
    private @Nullable CompletableFuture<String> epochCheck;

    /**
     * Opens the topic, and creates it if it does not exist. Blocks.
     *
     * @param before the events that the last reader read, to continue from if possible
     */
    TopicReader(
            LogTopic topic,
            KafkaClients kafka,
            Supplier<Producer<byte[], byte[]>> producer,
            WindowBounds bounds,
            InstantSource clock,
            @Nullable RecentEvents before)
            throws InterruptedException {
        this.topic = topic;
        this.clock = clock;
        this.partition = topic.partition();
        this.nextCheck = clock.instant().plus(CHECK);
        String epoch = topic.open();
        consumer = kafka.consumer(Map.of(), FIXED);
        try {
            consumer.assign(List.of(partition));
            long begin = beginning();
            if (begin == end()) {
                RetryWait.await(producer.get().send(EventRecord.marker(partition)));
            }
            end = end();
            Position head = before == null || !before.epoch().equals(epoch) ? null : before.head();
            if (before != null && head != null && head.number() + 1 >= begin && head.number() < end) {
                recent = before;
                consumer.seek(partition, head.number() + 1);
            } else {
                recent = new RecentEvents(epoch, bounds, Math.max(begin, end - bounds.count()));
                consumer.seek(partition, from(begin, end - 2L * bounds.count()));
            }
        } catch (RuntimeException | InterruptedException failed) {
            close();
            throw failed;
        }
    }

    private long beginning() {
        return consumer.beginningOffsets(List.of(partition), ANSWER).getOrDefault(partition, 0L);
    }

    private long end() {
        return consumer.endOffsets(List.of(partition), ANSWER).getOrDefault(partition, 0L);
    }

    /**
     * Finds the first record that is not older than the wanted one. No record before it is newer, so positions
     * equal those of readers that read the whole topic.
     */
    private long from(long begin, long wanted) {
        if (wanted <= begin) {
            return begin;
        }
        consumer.seek(partition, wanted);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(ANSWER);
        if (records.isEmpty()) {
            throw new TimeoutException("no records were read; partition=" + partition + " offset=" + wanted);
        }
        long millis = records.iterator().next().timestamp();
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, millis), ANSWER).get(partition);
        return first == null ? wanted : Math.min(wanted, first.offset());
    }

    RecentEvents recent() {
        return recent;
    }

    /** Whether all records that existed when the reader was opened were read. */
    boolean caughtUp() {
        return consumer.position(partition) >= end;
    }

    /** Reads the next records; waits briefly if there are none. */
    ConsumerRecords<byte[], byte[]> read() {
        return consumer.poll(BLOCK);
    }

    /** Throws if Kafka is unavailable or the topic was recreated. Never blocks. */
    void check() throws InterruptedException {
        if (epochCheck != null && epochCheck.isDone()) {
            String epoch = RetryWait.await(epochCheck);
            if (!epoch.equals(recent.epoch())) {
                throw new KafkaException(partition.topic() + " was deleted and recreated");
            }
            epochCheck = null;
        }
        Instant now = clock.instant();
        if (epochCheck == null && !now.isBefore(nextCheck)) {
            nextCheck = now.plus(CHECK);
            epochCheck = topic.epoch();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
