package dev.tidings.streams.redis;

import dev.tidings.streams.Handling;
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

/** Reads one stream, on a thread and a connection of its own. Starts and stops as often as it is asked to. */
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

    /** @param grace how long a stop waits for what is being handled, before it is interrupted */
    public StreamConsumer(
            StreamSettings settings,
            StreamDecoder<T> decoder,
            StreamHandler<T> handler,
            StreamPorts ports,
            Duration grace) {
        this.settings = settings;
        this.ports = ports;
        this.health = new StreamHealth(settings.origin(), ports.listener());
        this.decoder = decoder;
        this.handler = handler;
        this.grace = grace;
    }

    /** Returns at once; a stream or a Redis that is not there yet is waited for. */
    public synchronized void start() {
        if (running == null) {
            running = new Run();
        }
    }

    /**
     * Returns when nothing is under way any more. What is being handled may end within the grace; then it is interrupted,
     * and comes again after the next start.
     */
    public synchronized void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    private StreamReader reader(RetryWait patience) {
        StreamSettings.Group group = settings.group();
        return group == null
                ? new SingleReader(settings, ports, patience)
                : new GroupReader(settings, group, ports, patience);
    }

    /** From a start to its stop. */
    private final class Run {
        private final Object turn = new Object();
        private final RetryWait patience = new RetryWait(ports.writer(), ports.random());
        private final StreamReader reader = reader(patience);
        private final Handling<T> handling = new Handling<>(
                settings.origin(), decoder, handler, ports.handling(), patience, RedisException.class::isInstance);
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
                patience.leave();
                if (!handlingNow) {
                    thread.interrupt();
                }
            }
            try {
                if (!thread.join(grace)) {
                    LOG.warn(
                            "stream {}: what is being handled does not end within {}; it is interrupted, and comes"
                                    + " again after the next start",
                            settings.stream(),
                            grace);
                    thread.interrupt();
                    if (!thread.join(grace)) {
                        LOG.error("stream {}: its handler does not end when it is interrupted", settings.stream());
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
                ports.listener().oldest(settings.label(), null);
                return true;
            }
            int entries = read.entries().size() + read.exhausted().size();
            ports.listener().read(settings.label(), entries);
            oldest(read);
            if (!begin()) {
                return false;
            }
            try {
                for (StreamEntry entry : read.exhausted()) {
                    handling.exhausted(entry);
                }
                handling.handle(read.entries());
                reader.done(read);
            } finally {
                end();
            }
            return true;
        }

        private void oldest(StreamReader.Read read) {
            if (!read.entries().isEmpty()) {
                long millis = EntryId.of(read.entries().getFirst().id()).millis();
                ports.listener().oldest(settings.label(), Instant.ofEpochMilli(millis));
            }
        }

        /** False when it is to stop, and nothing more is to begin. */
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

        /** Waits before the next try; false when it is to stop. */
        private boolean again(RuntimeException failure, int failed) {
            if (!(failure instanceof RedisException)) {
                LOG.error("reading stream {} fails", settings.stream(), failure);
            }
            RedisFailure trouble = RedisFailure.of(failure, settings.stream());
            health.lost(trouble.kind(), trouble.words(), failure);
            try {
                patience.pause(failed);
                return true;
            } catch (InterruptedException stopping) {
                return false;
            }
        }
    }
}
