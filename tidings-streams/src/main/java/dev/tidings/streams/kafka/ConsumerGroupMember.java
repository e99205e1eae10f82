package dev.tidings.streams.kafka;

import dev.tidings.core.telemetry.StreamListener;
import dev.tidings.streams.EntryProcessor;
import dev.tidings.streams.StreamEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group, from joining to leaving. It polls a batch, has it handled, commits it and polls
 * again. While more records follow, the next batch is decoded and passed to the handler before the previous one is
 * durable; at most two are in flight. While a batch or a commit takes long, it polls with all partitions paused so that Kafka keeps it in the
 * group.
 */
final class ConsumerGroupMember<T> implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroupMember.class);
    private static final Duration BLOCK = Duration.ofMillis(200);
    private static final int MOST_IN_FLIGHT = 2;
    /** How often, and for how long each time, a member polls for the next batch while one is in flight. */
    private static final int POLLS_AHEAD = 4;

    private static final Duration AHEAD_POLL = Duration.ofMillis(5);
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

    /** In the order in which they were polled. */
    private final Deque<InFlightBatch> inFlight = new ArrayDeque<>();

    private int pollsAhead;
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
        InFlightBatch first = inFlight.peek();
        if (first == null) {
            if (committed()) {
                consumer.resume(consumer.paused());
                take(poll(BLOCK));
            } else {
                stay();
            }
        } else if (pollsAhead > 0 && inFlight.size() < MOST_IN_FLIGHT && !first.ended(Duration.ZERO) && committed()) {
            pollsAhead--;
            consumer.resume(consumer.paused());
            take(poll(AHEAD_POLL));
        } else if (first.ended(HANDLING_POLL)) {
            finishFirst();
            var _ = committed();
        } else {
            stay();
        }
    }

    /** Polls with all partitions paused, to stay in the group. */
    private void stay() {
        consumer.pause(consumer.assignment());
        if (!poll(inFlight.isEmpty() ? BLOCK : Duration.ZERO).isEmpty()) {
            throw new IllegalStateException("poll returned records of paused partitions");
        }
    }

    /** Finishes the current batch, or interrupts it after the grace period. */
    void leave(Duration grace) throws InterruptedException {
        for (InFlightBatch next = inFlight.peek(); next != null; next = inFlight.peek()) {
            if (!next.ended(grace)) {
                interrupt(next, grace);
                return;
            }
            finishFirst();
        }
        var _ = committed();
    }

    /** Interrupts the batches in flight; what was finished before is committed. */
    private void interrupt(InFlightBatch first, Duration grace) throws InterruptedException {
        LOG.warn(
                "stop grace exceeded; interrupting the current batch, which is read again after the next start;"
                        + " source={} grace={}",
                settings.streamSource().name(),
                grace);
        abandon();
        if (!first.ended(grace)) {
            LOG.error(
                    "handler ignores interruption; source={}",
                    settings.streamSource().name());
            return;
        }
        finishFirst();
        var _ = committed();
    }

    /** Interrupts the batches in flight, which are read again. */
    void abandon() {
        inFlight.forEach(InFlightBatch::interrupt);
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration block) {
        try {
            return consumer.poll(block);
        } catch (NoOffsetForPartitionException fresh) {
            consumer.seekToBeginning(fresh.partitions());
        } catch (OffsetOutOfRangeException gap) {
            if (!inFlight.isEmpty()) {
                // The next poll without a batch in flight fails in the same way.
                pollsAhead = 0;
                return ConsumerRecords.empty();
            }
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(gap.partitions(), ANSWER);
            consumer.seekToBeginning(gap.partitions());
            InFlightBatch.Rest report = gaps.report(gap, beginnings);
            inFlight.add(new InFlightBatch(Map.of(), null, () -> report));
        }
        return ConsumerRecords.empty();
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            if (!inFlight.isEmpty()) {
                return;
            }
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
        if (inFlight.isEmpty()) {
            listener.oldest(settings.label(), Instant.ofEpochMilli(oldest));
        }
        listener.behind(settings.label(), behind() + records.count());
        pollsAhead = records.count() == settings.count() && settings.count() > 1 ? POLLS_AHEAD : 0;
        inFlight.add(new InFlightBatch(records.nextOffsets(), inFlight.peekLast(), () -> begin(byTopic)));
    }

    private InFlightBatch.Rest begin(Map<String, List<StreamEntry>> byTopic) throws InterruptedException {
        List<InFlightBatch.Rest> begun = new ArrayList<>(byTopic.size());
        for (Map.Entry<String, List<StreamEntry>> topic : byTopic.entrySet()) {
            EntryProcessor<T> processor = Objects.requireNonNull(handlings.get(topic.getKey()));
            EntryProcessor.InFlight<T> entries = processor.begin(topic.getValue());
            begun.add(() -> processor.finish(entries));
        }
        return () -> {
            for (InFlightBatch.Rest rest : begun) {
                rest.finish();
            }
        };
    }

    private long behind() {
        long records = 0;
        for (TopicPartition partition : consumer.assignment()) {
            records += consumer.currentLag(partition).orElse(0);
        }
        return records;
    }

    private void finishFirst() throws InterruptedException {
        // A failed batch stays the first, so that no batch after it is ever committed.
        done.putAll(inFlight.element().done());
        inFlight.remove();
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
        try {
            // A failure is reported in the next round.
            InFlightBatch batch = partitions.isEmpty() ? null : inFlight.peek();
            while (batch != null && batch.ended(REVOKE_GRACE) && batch.succeeded()) {
                finishFirst();
                batch = inFlight.peek();
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
        inFlight.forEach(batch -> batch.forget(partitions));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (!inFlight.isEmpty() || !done.isEmpty()) {
            consumer.pause(partitions);
        }
    }
}
