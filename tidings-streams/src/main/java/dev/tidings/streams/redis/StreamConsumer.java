package dev.tidings.streams.redis;

import dev.tidings.streams.EntryProcessor;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.StreamDecoder;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.StreamHandler;
import dev.tidings.streams.StreamHealth;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes one stream on its own thread and connection. While more entries follow, the next read is decoded and passed
 * to the handler before the previous one is durable; the handler limits the reads in flight. Can be started and stopped
 * repeatedly.
 */
public final class StreamConsumer<T> {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConsumer.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final StreamSettings settings;
    private final StreamPorts ports;
    private final StreamHealth health;
    private final StreamDecoder<T> decoder;
    private final StreamHandler<T> handler;
    private final Duration grace;

    private @Nullable Run running;

    public StreamConsumer(
            StreamSettings settings, StreamDecoder<T> decoder, StreamHandler<T> handler, StreamPorts ports) {
        this(settings, decoder, handler, ports, GRACE);
    }

    /**
     * @param grace how long a stop waits for the current batch before it is interrupted
     */
    public StreamConsumer(
            StreamSettings settings,
            StreamDecoder<T> decoder,
            StreamHandler<T> handler,
            StreamPorts ports,
            Duration grace) {
        this.settings = settings;
        this.ports = ports;
        this.health = new StreamHealth(settings.streamSource(), ports.handling().listener());
        this.decoder = decoder;
        this.handler = handler;
        this.grace = grace;
    }

    /** Returns immediately, and waits in the background until Redis and the stream are available. */
    public synchronized void start() {
        if (running == null) {
            running = new Run();
        }
    }

    /**
     * Returns once no batch is being handled. A batch that waits for an earlier one is given up. The current batch may finish within the grace period; then it is
     * interrupted, and read again after the next start.
     */
    public synchronized void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    private StreamReader reader(RetryWait wait) {
        StreamSettings.Group group = settings.group();
        return group == null ? new SingleReader(settings, ports, wait) : new GroupReader(settings, group, ports, wait);
    }

    /** One run, from start to stop. */
    private final class Run {
        private final Object turn = new Object();
        private final RetryWait wait =
                new RetryWait(ports.handling().writer(), ports.handling().random());
        private final StreamReader reader = reader(wait);
        private final EntryProcessor<T> processor = new EntryProcessor<>(
                settings.streamSource(), decoder, handler, ports.handling(), wait, RedisException.class::isInstance);
        private final Thread thread;
        private volatile boolean stopped;
        private boolean handlingNow;
        private final Deque<Begun<T>> inFlight = new ConcurrentLinkedDeque<>();

        /** A read that is being handled. */
        private record Begun<V>(StreamReader.Read read, EntryProcessor.InFlight<V> entries) {}

        Run() {
            thread = Thread.ofVirtual()
                    .name("tidings-stream-" + settings.label())
                    .start(this::run);
        }

        void stop() {
            synchronized (turn) {
                stopped = true;
                wait.leave();
                inFlight.forEach(begun -> begun.entries().abandon());
                if (!handlingNow) {
                    thread.interrupt();
                }
            }
            try {
                if (!thread.join(grace)) {
                    LOG.warn(
                            "stop grace exceeded; interrupting the current batch, which is read again after the next"
                                    + " start; stream={} grace={}",
                            settings.stream(),
                            grace);
                    thread.interrupt();
                    if (!thread.join(grace)) {
                        LOG.error("handler ignores interruption; stream={}", settings.stream());
                    }
                }
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            int failed = 0;
            while (!stopped) {
                try (StatefulRedisConnection<byte[], byte[]> connection =
                        ports.redis().connectRaw(settings.block())) {
                    reader.open(connection.async());
                    while (!stopped) {
                        if (round()) {
                            failed = 0;
                        }
                    }
                    abandonWaiting();
                    finishAll();
                } catch (InterruptedException stopping) {
                    abandonWaiting();
                    return;
                } catch (RuntimeException failure) {
                    if (!finishedAfter(failure) || stopped || !again(failure, ++failed)) {
                        return;
                    }
                }
            }
        }

        /** Gives up what waits for earlier entries; it is read again after the next start. */
        private void abandonWaiting() {
            inFlight.removeIf(begun -> begun.entries().abandon());
        }

        private boolean round() throws InterruptedException {
            if (!inFlight.isEmpty() && !entriesBeforeCommit(inFlight.getFirst())) {
                finishFirst();
                return true;
            }
            StreamReader.Read read = reader.read();
            health.read();
            if (read.isEmpty()) {
                finishAll();
                ports.handling().listener().oldest(settings.label(), null);
                return true;
            }
            int entries = read.entries().size() + read.exhausted().size();
            ports.handling().listener().read(settings.label(), entries);
            if (!begin()) {
                return false;
            }
            try {
                for (StreamEntry entry : read.exhausted()) {
                    processor.exhausted(entry);
                }
                inFlight.add(new Begun<>(read, processor.begin(read.entries())));
            } finally {
                end();
            }
            if (inFlight.size() >= handler.batchesInFlight()) {
                finishFirst();
            } else {
                oldest(read);
            }
            return true;
        }

        /** Whether the next entries arrive before those in flight are committed. Waits for either. */
        private boolean entriesBeforeCommit(Begun<T> first) throws InterruptedException {
            CompletionStage<?> ahead = reader.ahead();
            CompletableFuture<?> settled = first.entries().settled();
            if (ahead == null || settled.isDone()) {
                return false;
            }
            CompletableFuture<?> arrived = ahead.toCompletableFuture();
            var _ = RetryWait.await(
                    CompletableFuture.anyOf(arrived.handle((_, _) -> true), settled.handle((_, _) -> true)));
            return arrived.isDone() && !settled.isDone();
        }

        /** Waits until the first read in flight is durable, and acknowledges it. */
        private void finishFirst() throws InterruptedException {
            Begun<T> first = inFlight.remove();
            try {
                processor.finish(first.entries());
                reader.done(first.read());
                if (inFlight.isEmpty()) {
                    reader.flush();
                } else {
                    oldest(inFlight.getFirst().read());
                }
            } finally {
                end();
            }
        }

        private void finishAll() throws InterruptedException {
            while (!inFlight.isEmpty()) {
                finishFirst();
            }
        }

        /**
         * Finishes what is in flight after Redis was lost, because it would be read and handled again
         * concurrently; false if the consumer is stopping.
         */
        private boolean finishedAfter(RuntimeException lost) {
            while (!inFlight.isEmpty()) {
                try {
                    finishFirst();
                } catch (InterruptedException stopping) {
                    return false;
                } catch (RuntimeException failure) {
                    lost.addSuppressed(failure);
                }
            }
            return true;
        }

        private void oldest(StreamReader.Read read) {
            if (!read.entries().isEmpty()) {
                long millis = EntryId.of(read.entries().getFirst().id()).millis();
                ports.handling().listener().oldest(settings.label(), Instant.ofEpochMilli(millis));
            }
        }

        /** Marks a batch as started; false if the consumer is stopping. */
        private boolean begin() {
            synchronized (turn) {
                handlingNow = !stopped;
                return handlingNow;
            }
        }

        private void end() {
            synchronized (turn) {
                handlingNow = !inFlight.isEmpty();
            }
        }

        /** Waits before a retry; false if the consumer is stopping. */
        private boolean again(RuntimeException failure, int failed) {
            if (!(failure instanceof RedisException)) {
                LOG.error("reading failed unexpectedly; stream={}", settings.stream(), failure);
            }
            RedisFailure outage = RedisFailure.of(failure, settings.stream());
            health.lost(outage.kind(), outage.message(), failure);
            try {
                wait.pause(failed);
                return true;
            } catch (InterruptedException stopping) {
                return false;
            }
        }
    }
}
