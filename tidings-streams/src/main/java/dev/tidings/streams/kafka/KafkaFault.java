package dev.tidings.streams.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * An invalid setting of the Kafka clients.
 *
 * @param setting {@code bootstrap}, {@code client}, or one of its properties
 * @param expected the expected value, without secrets
 */
public record KafkaFault(String setting, String expected) {
    /** Other mechanisms contact a login server while the client is being created. */
    private static final Set<String> LOCAL_LOGINS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /** Validates the properties with the code that Kafka's clients use. */
    static List<KafkaFault> of(Map<String, Object> properties) {
        List<KafkaFault> faults = new ArrayList<>();
        AbstractConfig config;
        try {
            config = new AdminClientConfig(properties);
            var _ = new ConsumerConfig(with(
                    properties,
                    ByteArrayDeserializer.class,
                    ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                    ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG));
            var _ = new ProducerConfig(with(
                    properties,
                    ByteArraySerializer.class,
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG));
        } catch (KafkaException wrong) {
            return List.of(client(wrong));
        }
        servers(config, faults);
        connections(config, faults);
        return faults;
    }

    private static Map<String, Object> with(Map<String, Object> properties, Class<?> type, String key, String value) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(key, type);
        all.put(value, type);
        return all;
    }

    private static void servers(AbstractConfig config, List<KafkaFault> faults) {
        try {
            var _ = ClientUtils.parseAndValidateAddresses(
                    config.getList(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG), ClientDnsLookup.USE_ALL_DNS_IPS);
        } catch (KafkaException wrong) {
            faults.add(new KafkaFault(
                    "bootstrap", "servers as host:port, separated by commas, of which at least one resolves"));
        }
    }

    private static void connections(AbstractConfig config, List<KafkaFault> faults) {
        boolean sasl =
                config.getString(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG).startsWith("SASL_");
        if (sasl) {
            try {
                var _ = JaasContext.loadClientContext(config.values());
            } catch (IllegalArgumentException | KafkaException malformed) {
                // The exception's message may quote the text, which contains a password.
                faults.add(new KafkaFault(
                        "client." + SaslConfigs.SASL_JAAS_CONFIG,
                        "a JAAS login module, such as"
                                + " org.apache.kafka.common.security.plain.PlainLoginModule required"
                                + " username=\"…\" password=\"…\";"));
                return;
            }
        }
        if (!sasl || LOCAL_LOGINS.contains(config.getString(SaslConfigs.SASL_MECHANISM))) {
            try {
                ClientUtils.createChannelBuilder(config, Time.SYSTEM, new LogContext())
                        .close();
            } catch (IllegalArgumentException | KafkaException wrong) {
                faults.add(client(wrong));
            }
        }
    }

    private static KafkaFault client(RuntimeException wrong) {
        Throwable reason = wrong.getCause() == null ? wrong : wrong.getCause();
        return new KafkaFault(
                "client",
                "valid properties of Kafka clients: " + reason.getClass().getSimpleName() + ": " + reason.getMessage());
    }
}
