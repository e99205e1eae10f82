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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumes one stream on its own thread and connection. Can be started and stopped repeatedly. */
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
     * Returns once no batch is being handled. The current batch may finish within the grace period; then it is
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

        Run() {
            thread = Thread.ofVirtual()
                    .name("tidings-stream-" + settings.label())
                    .start(this::run);
        }

        void stop() {
            synchronized (turn) {
                stopped = true;
                wait.leave();
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
                } catch (InterruptedException stopping) {
                    return;
                } catch (RuntimeException failure) {
                    if (stopped || !again(failure, ++failed)) {
                        return;
                    }
                }
            }
        }

        private boolean round() throws InterruptedException {
            StreamReader.Read read = reader.read();
            health.read();
            if (read.isEmpty()) {
                ports.handling().listener().oldest(settings.label(), null);
                return true;
            }
            int entries = read.entries().size() + read.exhausted().size();
            ports.handling().listener().read(settings.label(), entries);
            oldest(read);
            if (!begin()) {
                return false;
            }
            try {
                for (StreamEntry entry : read.exhausted()) {
                    processor.exhausted(entry);
                }
                processor.handle(read.entries());
                reader.done(read);
            } finally {
                end();
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
                handlingNow = false;
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
