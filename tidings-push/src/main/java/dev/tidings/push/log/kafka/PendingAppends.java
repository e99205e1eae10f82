package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.streams.kafka.KafkaFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The pending appends to one partition. An append gets its position when the event is read back, because an earlier
 * copy of the event may already be in the log.
 */
final class PendingAppends {
    /** After this timeout the event may or may not be in the log; the delivery is retried. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Supplier<Producer<byte[], byte[]>> producer;
    private final TopicPartition partition;
    private final Map<String, CompletableFuture<Position>> unread = new HashMap<>();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

    PendingAppends(Supplier<Producer<byte[], byte[]>> producer, TopicPartition partition) {
        this.producer = producer;
        this.partition = partition;
    }

    /** May block shortly while the producer fetches metadata. */
    CompletableFuture<Position> append(Event event) {
        CompletableFuture<Position> pending;
        synchronized (this) {
            CompletableFuture<Position> earlier = unread.get(event.id());
            if (earlier != null) {
                return withLogFailure(earlier);
            }
            pending = new CompletableFuture<>();
            unread.put(event.id(), pending);
        }
        CompletableFuture<Position> answer =
                withLogFailure(pending.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        var _ = pending.whenComplete((position, failure) -> forget(event, pending));
        if (opened.isDone()) {
            send(event);
        } else {
            var _ = opened.thenRunAsync(() -> send(event), Thread::startVirtualThread);
        }
        return answer;
    }

    private static CompletableFuture<Position> withLogFailure(CompletableFuture<Position> pending) {
        return pending.handle((position, failure) -> {
            if (failure != null) {
                throw failure instanceof LogUnavailable known ? known : unavailable(failure);
            }
            return position;
        });
    }

    private synchronized void forget(Event event, CompletableFuture<Position> pending) {
        unread.remove(event.id(), pending);
    }

    private void send(Event event) {
        try {
            var _ = producer.get().send(EventRecord.of(event, partition), (sent, failure) -> {
                if (failure != null) {
                    failed(event, failure);
                }
            });
        } catch (KafkaException | IllegalStateException failure) {
            failed(event, failure);
        }
    }

    private void failed(Event event, Exception failure) {
        CompletableFuture<Position> pending;
        synchronized (this) {
            pending = unread.get(event.id());
        }
        if (pending != null) {
            pending.completeExceptionally(unavailable(failure));
        }
    }

    private static LogUnavailable unavailable(Throwable failure) {
        return new LogUnavailable(
                "append to Kafka failed: " + KafkaFailure.of(failure).message(), failure);
    }

    /**
     * Starts sending once the topic exists and its leader responds. Records that are sent earlier could be
     * reordered, and an idempotent producer recovers from that only after its own timeout.
     */
    void open() {
        opened.complete(true);
    }

    /** Completes the append of an event that was read back. */
    void read(String id, Position position) {
        CompletableFuture<Position> pending;
        synchronized (this) {
            pending = unread.get(id);
        }
        if (pending != null) {
            pending.complete(position);
        }
    }
}
