package dev.tidings.streams.kafka;

import dev.tidings.streams.Handling;
import dev.tidings.streams.HandlingPorts;
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

/** Reads topics, on a thread of its own. Starts and stops as often as it is asked to. */
public final class TopicConsumer<T> {
    private static final Logger LOG = LoggerFactory.getLogger(TopicConsumer.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    /** So soon others take over from a member that died. */
    private static final Map<String, String> FALLBACK = Map.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000", ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");

    private final TopicSettings settings;
    private final StreamDecoder<T> decoder;
    private final StreamHandler<T> handler;
    private final KafkaNode node;
    private final HandlingPorts ports;
    private final StreamHealth health;
    private @Nullable Run running;

    public TopicConsumer(
            TopicSettings settings,
            StreamDecoder<T> decoder,
            StreamHandler<T> handler,
            KafkaNode node,
            HandlingPorts ports) {
        this.settings = settings;
        this.decoder = decoder;
        this.handler = handler;
        this.node = node;
        this.ports = ports;
        this.health = new StreamHealth(settings.origin(), ports.listener());
    }

    /** Returns at once; a topic or a Kafka that is not there yet is waited for. */
    public synchronized void start() {
        if (running == null) {
            running = new Run();
        }
    }

    /** Returns when nothing is under way any more, and other members have what this one read. */
    public synchronized void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    private Consumer<byte[], byte[]> connect() {
        return node.consumer(
                FALLBACK,
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        settings.group(),
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        Integer.toString(settings.count()),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false",
                        // What is not there to go on from is told, never passed in silence.
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName(),
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        "false"));
    }

    /** From a start to its stop. */
    private final class Run {
        private final RetryWait patience = new RetryWait(ports.writer(), ports.random());
        private final Thread thread;
        private volatile boolean stopped;

        Run() {
            thread = Thread.ofPlatform()
                    .name("tidings-kafka-" + settings.label())
                    .start(this::run);
        }

        void stop() {
            stopped = true;
            patience.leave();
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
                    topic -> new Handling<>(settings.origin(topic), decoder, handler, ports, patience, _ -> false),
                    ports.listener(),
                    new OffsetGapReporter(settings, ports, patience),
                    new TopicWatch(node, settings.topics(), health, ports.clock()));
        }

        private void lost(RuntimeException failure) {
            if (!(failure instanceof KafkaException)) {
                LOG.error("reading {} fails", settings.origin().name(), failure);
            }
            KafkaFailure trouble = KafkaFailure.of(failure);
            health.lost(trouble.kind(), trouble.words(), failure);
        }

        private void rest(int failed) {
            try {
                patience.pause(failed);
            } catch (InterruptedException stopping) {
                LOG.debug("{} is left", settings.origin().name());
            }
        }
    }
}
