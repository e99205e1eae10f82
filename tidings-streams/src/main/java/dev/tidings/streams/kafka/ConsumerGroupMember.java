package dev.tidings.streams.kafka;

import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.streams.EntryProcessor;
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
 * A member of a consumer group, from joining to leaving. It polls a batch, has it handled, commits it and polls
 * again. While a batch or a commit takes long, it polls with all partitions paused so that Kafka keeps it in the
 * group.
 */
final class ConsumerGroupMember<T> implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroupMember.class);
    private static final Duration BLOCK = Duration.ofMillis(200);
    /** How long a batch may take before the member polls in between. */
    private static final Duration HANDLING_POLL = Duration.ofMillis(200);
    /** How long a rebalance waits for the current batch; afterwards the next owner reads it again. */
    private static final Duration REVOKE_GRACE = Duration.ofSeconds(3);

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicSettings settings;
    private final StreamListener listener;
    private final Map<String, EntryProcessor<T>> handlings = new HashMap<>();
    private final OffsetGapReporter gaps;
    private final TopicWatch watch;

    private @Nullable InFlightBatch inFlight;
    /** Handled and durable offsets that are not committed to Kafka yet. */
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    ConsumerGroupMember(
            Consumer<byte[], byte[]> consumer,
            TopicSettings settings,
            Function<String, EntryProcessor<T>> processor,
            StreamListener listener,
            OffsetGapReporter gaps,
            TopicWatch watch) {
        this.consumer = consumer;
        this.settings = settings;
        this.listener = listener;
        this.gaps = gaps;
        this.watch = watch;
        settings.topics().forEach(topic -> handlings.put(topic, processor.apply(topic)));
        consumer.subscribe(settings.topics(), this);
    }

    boolean joined() {
        return consumer.groupMetadata().generationId() >= 0;
    }

    void round() throws InterruptedException {
        watch.check(joined());
        if (inFlight == null && committed()) {
            consumer.resume(consumer.paused());
            take(poll(BLOCK));
        } else if (inFlight != null && inFlight.ended(HANDLING_POLL)) {
            finish(inFlight);
        } else {
            stay();
        }
    }

    /** Polls with all partitions paused, to stay in the group. */
    private void stay() {
        consumer.pause(consumer.assignment());
        if (!poll(inFlight == null ? BLOCK : Duration.ZERO).isEmpty()) {
            throw new IllegalStateException("poll returned records of paused partitions");
        }
    }

    /** Finishes the current batch, or interrupts it after the grace period. */
    void leave(Duration grace) throws InterruptedException {
        InFlightBatch last = inFlight;
        if (last != null && !last.ended(grace)) {
            LOG.warn(
                    "stop grace exceeded; interrupting the current batch, which is read again after the next start;"
                            + " source={} grace={}",
                    settings.streamSource().name(),
                    grace);
            last.interrupt();
            if (!last.ended(grace)) {
                LOG.error(
                        "handler ignores interruption; source={}",
                        settings.streamSource().name());
                return;
            }
        }
        if (last != null) {
            finish(last);
        }
        var _ = committed();
    }

    /** Interrupts the current batch, which is read again. */
    void abandon() {
        if (inFlight != null) {
            inFlight.interrupt();
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration block) {
        try {
            return consumer.poll(block);
        } catch (NoOffsetForPartitionException fresh) {
            consumer.seekToBeginning(fresh.partitions());
        } catch (OffsetOutOfRangeException gap) {
            if (inFlight != null) {
                throw gap;
            }
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(gap.partitions(), ANSWER);
            consumer.seekToBeginning(gap.partitions());
            inFlight = new InFlightBatch(Map.of(), gaps.report(gap, beginnings));
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
        inFlight = new InFlightBatch(records.nextOffsets(), () -> {
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
        inFlight = null;
        done.putAll(ended.done());
    }

    /**
     * Commits what is done and returns whether nothing is left. A commit that fails temporarily is retried
     * later, or the records are read again.
     */
    private boolean committed() {
        try {
            if (!done.isEmpty()) {
                consumer.commitSync(done, ANSWER);
                done.clear();
            }
        } catch (RebalanceInProgressException | RetriableException later) {
            LOG.debug("commit postponed; offsets={}", done, later);
        } catch (CommitFailedException others) {
            LOG.debug("commit refused, partitions belong to another member; offsets={}", done, others);
            done.clear();
        }
        return done.isEmpty();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        InFlightBatch batch = inFlight;
        try {
            // A failure is reported in the next round.
            if (batch != null && !partitions.isEmpty() && batch.ended(REVOKE_GRACE) && batch.succeeded()) {
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
        if (inFlight != null) {
            inFlight.forget(partitions);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (inFlight != null || !done.isEmpty()) {
            consumer.pause(partitions);
        }
    }
}
