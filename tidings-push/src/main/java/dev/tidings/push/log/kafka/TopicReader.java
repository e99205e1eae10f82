package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.kafka.KafkaNode;
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

/** Reads one topic from where it begins to matter, until something fails. Used by one thread. */
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
    private final Recent recent;
    private final long end;
    private Instant nextCheck;
    private @Nullable CompletableFuture<String> asked;

    /**
     * Opens the topic, and makes it if there is none. Blocks.
     *
     * @param before what was read by the last session, with which this one goes on if it can
     */
    TopicReader(
            LogTopic topic,
            KafkaNode node,
            Supplier<Producer<byte[], byte[]>> producer,
            WindowBounds bounds,
            InstantSource clock,
            @Nullable Recent before)
            throws InterruptedException {
        this.topic = topic;
        this.clock = clock;
        this.partition = topic.partition();
        this.nextCheck = clock.instant().plus(CHECK);
        String epoch = topic.open();
        consumer = node.consumer(Map.of(), FIXED);
        try {
            consumer.assign(List.of(partition));
            long begin = beginning();
            if (begin == end()) {
                RetryWait.await(producer.get().send(EventRecord.mark(partition)));
            }
            end = end();
            Position head = before == null || !before.epoch().equals(epoch) ? null : before.head();
            if (before != null && head != null && head.number() + 1 >= begin && head.number() < end) {
                recent = before;
                consumer.seek(partition, head.number() + 1);
            } else {
                recent = new Recent(epoch, bounds, Math.max(begin, end - bounds.count()));
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
     * The first record that is not older than the one wanted: then none before it is newer, and positions come out the same
     * as for those who have read all.
     */
    private long from(long begin, long wanted) {
        if (wanted <= begin) {
            return begin;
        }
        consumer.seek(partition, wanted);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(ANSWER);
        if (records.isEmpty()) {
            throw new TimeoutException("nothing was read at " + wanted + " of " + partition);
        }
        long millis = records.iterator().next().timestamp();
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, millis), ANSWER).get(partition);
        return first == null ? wanted : Math.min(wanted, first.offset());
    }

    Recent recent() {
        return recent;
    }

    /** Whether all has been read that was there when the session began. */
    boolean caughtUp() {
        return consumer.position(partition) >= end;
    }

    /** What comes next; waits for a moment when there is nothing. */
    ConsumerRecords<byte[], byte[]> read() {
        return consumer.poll(BLOCK);
    }

    /** Throws when Kafka is away, or the topic is another one by now. Never waits. */
    void check() throws InterruptedException {
        if (asked != null && asked.isDone()) {
            String epoch = RetryWait.await(asked);
            if (!epoch.equals(recent.epoch())) {
                throw new KafkaException(partition.topic() + " was made anew");
            }
            asked = null;
        }
        Instant now = clock.instant();
        if (asked == null && !now.isBefore(nextCheck)) {
            nextCheck = now.plus(CHECK);
            asked = topic.epoch();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
