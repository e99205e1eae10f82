package dev.tidings.streams.kafka;

import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.streams.Handling;
import dev.tidings.streams.StreamEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a group, from joining to leaving. It reads a batch, has it handled and commits it, and then reads on. A batch
 * or a commit that takes long is waited for with all partitions paused, so that Kafka hears of the member and does not take it for dead.
 */
final class ConsumerGroupMember<T> implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroupMember.class);
    private static final Duration BLOCK = Duration.ofMillis(200);
    /** How long a batch may take before Kafka is to hear of the member meanwhile. */
    private static final Duration QUIET = Duration.ofMillis(200);
    /** How long others wait for a partition whose batch is in hand; then they read it again. */
    private static final Duration REVOKED = Duration.ofSeconds(3);

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicSettings settings;
    private final StreamListener listener;
    private final Map<String, Handling<T>> handlings = new HashMap<>();
    private final OffsetGapReporter resets;
    private final TopicWatch watch;

    private @Nullable InFlightBatch inHand;
    /** Durable, and not committed to Kafka yet. */
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    ConsumerGroupMember(
            Consumer<byte[], byte[]> consumer,
            TopicSettings settings,
            Function<String, Handling<T>> handling,
            StreamListener listener,
            OffsetGapReporter resets,
            TopicWatch watch) {
        this.consumer = consumer;
        this.settings = settings;
        this.listener = listener;
        this.resets = resets;
        this.watch = watch;
        settings.topics().forEach(topic -> handlings.put(topic, handling.apply(topic)));
        consumer.subscribe(settings.topics(), this);
    }

    boolean joined() {
        return consumer.groupMetadata().generationId() >= 0;
    }

    void round() throws InterruptedException {
        watch.look(joined());
        if (inHand == null && committed()) {
            consumer.resume(consumer.paused());
            take(poll(BLOCK));
        } else if (inHand != null && inHand.ended(QUIET)) {
            finish(inHand);
        } else {
            stay();
        }
    }

    /** Lets Kafka hear of the member, and takes nothing. */
    private void stay() {
        consumer.pause(consumer.assignment());
        if (!poll(inHand == null ? BLOCK : Duration.ZERO).isEmpty()) {
            throw new IllegalStateException("paused partitions were read");
        }
    }

    /** Ends what is in hand, or gives it up. */
    void leave(Duration grace) throws InterruptedException {
        InFlightBatch last = inHand;
        if (last != null && !last.ended(grace)) {
            LOG.warn(
                    "{}: what is being handled does not end within {}; it is interrupted, and comes again after the"
                            + " next start",
                    settings.origin().name(),
                    grace);
            last.interrupt();
            if (!last.ended(grace)) {
                LOG.error(
                        "{}: its handler does not end when it is interrupted",
                        settings.origin().name());
                return;
            }
        }
        if (last != null) {
            finish(last);
        }
        var _ = committed();
    }

    /** What is in hand comes again. */
    void abandon() {
        if (inHand != null) {
            inHand.interrupt();
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration block) {
        try {
            return consumer.poll(block);
        } catch (NoOffsetForPartitionException fresh) {
            consumer.seekToBeginning(fresh.partitions());
        } catch (OffsetOutOfRangeException gap) {
            if (inHand != null) {
                throw gap;
            }
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(gap.partitions(), ANSWER);
            consumer.seekToBeginning(gap.partitions());
            inHand = new InFlightBatch(Map.of(), resets.telling(gap, beginnings));
        }
        return ConsumerRecords.empty();
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            listener.oldest(settings.label(), null);
            listener.behind(settings.label(), behind());
            return;
        }
        Map<String, List<StreamEntry>> byTopic = new LinkedHashMap<>();
        long oldest = Long.MAX_VALUE;
        for (ConsumerRecord<byte[], byte[]> one : records) {
            byTopic.computeIfAbsent(one.topic(), topic -> new ArrayList<>()).add(RecordEntry.of(one));
            oldest = Math.min(oldest, one.timestamp());
        }
        listener.read(settings.label(), records.count());
        listener.oldest(settings.label(), Instant.ofEpochMilli(oldest));
        listener.behind(settings.label(), behind() + records.count());
        inHand = new InFlightBatch(records.nextOffsets(), () -> {
            for (Map.Entry<String, List<StreamEntry>> topic : byTopic.entrySet()) {
                Objects.requireNonNull(handlings.get(topic.getKey())).handle(topic.getValue());
            }
        });
    }

    private long behind() {
        long records = 0;
        for (TopicPartition partition : consumer.assignment()) {
            records += consumer.currentLag(partition).orElse(0);
        }
        return records;
    }

    private void finish(InFlightBatch ended) throws InterruptedException {
        inHand = null;
        done.putAll(ended.done());
    }

    /** Whether nothing is left to be committed. What cannot be committed now is committed later, or read again. */
    private boolean committed() {
        try {
            if (!done.isEmpty()) {
                consumer.commitSync(done, ANSWER);
                done.clear();
            }
        } catch (RebalanceInProgressException | RetriableException later) {
            LOG.debug("{} are committed later", done, later);
        } catch (CommitFailedException others) {
            LOG.debug("{} are another member's", done, others);
            done.clear();
        }
        return done.isEmpty();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        InFlightBatch batch = inHand;
        try {
            // What has failed is for the next round to find.
            if (batch != null && !partitions.isEmpty() && batch.ended(REVOKED) && batch.succeeded()) {
                finish(batch);
            }
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return;
        }
        var _ = committed();
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(done::remove);
        if (inHand != null) {
            inHand.forget(partitions);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (inHand != null || !done.isEmpty()) {
            consumer.pause(partitions);
        }
    }
}
