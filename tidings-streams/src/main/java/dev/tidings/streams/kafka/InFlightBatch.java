package dev.tidings.streams.kafka;

import dev.tidings.core.problem.Cause;
import dev.tidings.streams.RetryWait;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A batch that is being handled on its own thread, with the offsets to commit afterwards. */
final class InFlightBatch {
    private final Map<TopicPartition, OffsetAndMetadata> behind;
    private final FutureTask<Boolean> task;
    private final Thread thread;
    private final CountDownLatch begun = new CountDownLatch(1);

    /** Passes the records to the handler; the next batch may begin when it returns. */
    @FunctionalInterface
    interface Work {
        Rest begin() throws InterruptedException;
    }

    /** The rest of the work; the effects of the batch are durable when it returns. */
    @FunctionalInterface
    interface Rest {
        void finish() throws InterruptedException;
    }

    /**
     * @param previous begins and finishes before this one, which fails if it fails; null if nothing is in flight
     */
    InFlightBatch(Map<TopicPartition, OffsetAndMetadata> behind, @Nullable InFlightBatch previous, Work work) {
        this.behind = new HashMap<>(behind);
        this.task = new FutureTask<>(() -> {
            Rest rest;
            try {
                if (previous != null) {
                    previous.begun.await();
                }
                rest = work.begin();
            } finally {
                begun.countDown();
            }
            if (previous != null) {
                var _ = RetryWait.await(previous.task);
            }
            rest.finish();
            return true;
        });
        this.thread = Thread.ofVirtual().name("tidings-kafka-batch").start(task);
    }

    /** Waits until the batch has ended, successfully or not; false on timeout. */
    boolean ended(Duration wait) throws InterruptedException {
        try {
            task.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            return true;
        } catch (TimeoutException busy) {
            return false;
        }
    }

    boolean succeeded() {
        return task.state() == Future.State.SUCCESS;
    }

    /** Returns the offsets of an ended batch that may be committed. Throws the batch's failure. */
    Map<TopicPartition, OffsetAndMetadata> done() throws InterruptedException {
        try {
            RetryWait.await(task);
            return behind;
        } catch (CompletionException failed) {
            if (Cause.of(failed) instanceof InterruptedException leaving) {
                throw leaving;
            }
            throw failed;
        }
    }

    /** Removes partitions that now belong to another member. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(behind::remove);
    }

    void interrupt() {
        thread.interrupt();
    }
}
