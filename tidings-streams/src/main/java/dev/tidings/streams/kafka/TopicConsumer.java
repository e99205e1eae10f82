package dev.tidings.streams.kafka;

import dev.tidings.streams.EntryProcessor;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.StreamDecoder;
import dev.tidings.streams.StreamHandler;
import dev.tidings.streams.StreamHealth;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumes topics on its own thread. Can be started and stopped repeatedly. */
public final class TopicConsumer<T> {
    private static final Logger LOG = LoggerFactory.getLogger(TopicConsumer.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    /** Short timeouts, so that other members soon take over from one that died. */
    private static final Map<String, String> FALLBACK = Map.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000", ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");

    private final TopicSettings settings;
    private final StreamDecoder<T> decoder;
    private final StreamHandler<T> handler;
    private final KafkaClients kafka;
    private final EntryProcessorPorts ports;
    private final StreamHealth health;
    private @Nullable Run running;

    public TopicConsumer(
            TopicSettings settings,
            StreamDecoder<T> decoder,
            StreamHandler<T> handler,
            KafkaClients kafka,
            EntryProcessorPorts ports) {
        this.settings = settings;
        this.decoder = decoder;
        this.handler = handler;
        this.kafka = kafka;
        this.ports = ports;
        this.health = new StreamHealth(settings.streamSource(), ports.listener());
    }

    /** Returns immediately, and waits in the background until Kafka and the topics are available. */
    public synchronized void start() {
        if (running == null) {
            running = new Run();
        }
    }

    /** Returns once no batch is being handled and the member has left its group. */
    public synchronized void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    private Consumer<byte[], byte[]> connect() {
        return kafka.consumer(
                FALLBACK,
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        settings.group(),
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        Integer.toString(settings.count()),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false",
                        // A missing offset must be reported, never skipped silently.
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName(),
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        "false"));
    }

    /** One run, from start to stop. */
    private final class Run {
        private final RetryWait wait = new RetryWait(ports.writer(), ports.random());
        private final Thread thread;
        private volatile boolean stopped;

        Run() {
            thread = Thread.ofPlatform()
                    .name("tidings-kafka-" + settings.label())
                    .start(this::run);
        }

        void stop() {
            stopped = true;
            wait.leave();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            int failed = 0;
            while (!stopped) {
                try (Consumer<byte[], byte[]> consumer = connect()) {
                    ConsumerGroupMember<T> member = member(consumer);
                    try {
                        while (!stopped) {
                            member.round();
                            failed = member.joined() ? 0 : failed;
                        }
                        member.leave(GRACE);
                    } finally {
                        member.abandon();
                        consumer.close(CloseOptions.timeout(CLOSE));
                    }
                } catch (InterruptedException stopping) {
                    return;
                } catch (RuntimeException failure) {
                    lost(failure);
                    rest(++failed);
                }
            }
        }

        private ConsumerGroupMember<T> member(Consumer<byte[], byte[]> consumer) {
            return new ConsumerGroupMember<>(
                    consumer,
                    settings,
                    topic -> new EntryProcessor<>(settings.origin(topic), decoder, handler, ports, wait, _ -> false),
                    ports.listener(),
                    new OffsetGapReporter(settings, ports, wait),
                    new TopicWatch(kafka, settings.topics(), health, ports.clock()));
        }

        private void lost(RuntimeException failure) {
            if (!(failure instanceof KafkaException)) {
                LOG.error(
                        "reading failed unexpectedly; source={}",
                        settings.streamSource().name(),
                        failure);
            }
            KafkaFailure outage = KafkaFailure.of(failure);
            health.lost(outage.kind(), outage.message(), failure);
        }

        private void rest(int failed) {
            try {
                wait.pause(failed);
            } catch (InterruptedException stopping) {
                LOG.debug("consumer stopped; source={}", settings.streamSource().name());
            }
        }
    }
}
