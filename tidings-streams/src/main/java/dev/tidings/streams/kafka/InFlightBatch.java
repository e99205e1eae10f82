package dev.tidings.streams.kafka;

import dev.tidings.core.problem.Cause;
import dev.tidings.streams.RetryWait;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One batch that is being handled, on a thread of its own, and where reading goes on behind it. */
final class InFlightBatch {
    private final Map<TopicPartition, OffsetAndMetadata> behind;
    private final FutureTask<Boolean> task;
    private final Thread thread;

    /** What is to be durable when it returns. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    InFlightBatch(Map<TopicPartition, OffsetAndMetadata> behind, Work work) {
        this.behind = new HashMap<>(behind);
        this.task = new FutureTask<>(() -> {
            work.run();
            return true;
        });
        this.thread = Thread.ofVirtual().name("tidings-kafka-batch").start(task);
    }

    /** Whether it has ended, well or not. */
    boolean ended(Duration patience) throws InterruptedException {
        try {
            task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
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

    /** Of what has ended: what may be committed now. Throws what it failed with. */
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

    /** These are another member's now. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(behind::remove);
    }

    void interrupt() {
        thread.interrupt();
    }
}
