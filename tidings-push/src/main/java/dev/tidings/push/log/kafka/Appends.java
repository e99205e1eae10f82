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
 * Events on their way into one topic. None has a position before it was read back, since a copy may have been before it.
 */
final class Appends {
    /** After it an event may be in the log or not: whoever appended it does so again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Producer<byte[], byte[]>> producer;
    private final TopicPartition partition;
    private final Map<String, CompletableFuture<Position>> unread = new HashMap<>();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

    Appends(Supplier<Producer<byte[], byte[]>> producer, TopicPartition partition) {
        this.producer = producer;
        this.partition = partition;
    }

    /** May wait for Kafka a little, where it has to be asked first. */
    CompletableFuture<Position> append(Event event) {
        CompletableFuture<Position> asked;
        synchronized (this) {
            CompletableFuture<Position> under = unread.get(event.id());
            if (under != null) {
                return told(under);
            }
            asked = new CompletableFuture<>();
            unread.put(event.id(), asked);
        }
        CompletableFuture<Position> answer = told(asked.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        var _ = asked.whenComplete((position, failure) -> forget(event, asked));
        if (opened.isDone()) {
            send(event);
        } else {
            var _ = opened.thenRunAsync(() -> send(event), Thread::startVirtualThread);
        }
        return answer;
    }

    private static CompletableFuture<Position> told(CompletableFuture<Position> asked) {
        return asked.handle((position, failure) -> {
            if (failure != null) {
                throw failure instanceof LogUnavailable known ? known : unavailable(failure);
            }
            return position;
        });
    }

    private synchronized void forget(Event event, CompletableFuture<Position> asked) {
        unread.remove(event.id(), asked);
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
        CompletableFuture<Position> asked;
        synchronized (this) {
            asked = unread.get(event.id());
        }
        if (asked != null) {
            asked.completeExceptionally(unavailable(failure));
        }
    }

    private static LogUnavailable unavailable(Throwable failure) {
        return new LogUnavailable(
                "Kafka does not take events: " + KafkaFailure.of(failure).words(), failure);
    }

    /**
     * The topic is there, and its leader answers. What is sent before may come in another order than it was numbered in, which
     * an idempotent producer only gets over with its own timeout.
     */
    void open() {
        opened.complete(true);
    }

    /** An event was read. */
    void read(String id, Position position) {
        CompletableFuture<Position> asked;
        synchronized (this) {
            asked = unread.get(id);
        }
        if (asked != null) {
            asked.complete(position);
        }
    }
}
