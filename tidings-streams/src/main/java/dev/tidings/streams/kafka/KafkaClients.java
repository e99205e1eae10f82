package dev.tidings.streams.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Creates the clients of one Kafka cluster, with common connection settings. Creation fails if no bootstrap server
 * resolves.
 */
public final class KafkaClients implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Map<String, Object> common = new HashMap<>();
    private @Nullable Admin admin;

    private KafkaClients(String bootstrap, Map<String, String> client) {
        common.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
        // Nothing reads the clients' own metrics.
        common.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        common.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        common.putAll(client);
        common.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    }

    /**
     * @param bootstrap such as {@code kafka-1.example.com:9092,kafka-2.example.com:9092}
     * @param client further Kafka client properties, such as {@code security.protocol}
     */
    public static KafkaClients at(String bootstrap, Map<String, String> client) {
        return new KafkaClients(bootstrap, client);
    }

    /**
     * @param fallback defaults, which the common settings override
     */
    public Consumer<byte[], byte[]> consumer(Map<String, ?> fallback, Map<String, ?> fixed) {
        return new KafkaConsumer<>(
                properties(fallback, fixed), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * @param fallback defaults, which the common settings override
     */
    public Producer<byte[], byte[]> producer(Map<String, ?> fallback, Map<String, ?> fixed) {
        return new KafkaProducer<>(properties(fallback, fixed), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> properties(Map<String, ?> fallback, Map<String, ?> fixed) {
        Map<String, Object> properties = new HashMap<>(fallback);
        properties.putAll(common);
        properties.putAll(fixed);
        return properties;
    }

    /** Returns the settings that clients would reject. Does not connect. */
    public List<KafkaFault> faults() {
        return KafkaFault.of(common);
    }

    /** The shared admin client. */
    public synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(common);
        }
        return admin;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(CLOSE);
            admin = null;
        }
    }
}
