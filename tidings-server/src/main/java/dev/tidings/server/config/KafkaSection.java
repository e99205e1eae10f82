package dev.tidings.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The connection to Kafka.
 *
 * @param bootstrap such as {@code kafka-1.example.com:9092,kafka-2.example.com:9092}; empty if Kafka is not used
 * @param client Kafka client properties, such as {@code security.protocol}
 */
public record KafkaSection(String bootstrap, Map<String, Sensitive> client) {
    private static final Pattern SERVER = Pattern.compile("[^\\s/]+:\\d{1,5}");

    /** Tidings' guarantees depend on these properties. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "group.id",
            "group.protocol",
            "group.instance.id",
            "enable.auto.commit",
            "auto.offset.reset",
            "isolation.level",
            "max.poll.records",
            "partition.assignment.strategy",
            "key.deserializer",
            "value.deserializer",
            "key.serializer",
            "value.serializer",
            "acks",
            "enable.idempotence",
            "transactional.id");

    public KafkaSection {
        client = Map.copyOf(client);
    }

    static KafkaSection read(Section in) {
        List<String> bootstrap = in.list("bootstrap", List.of());
        for (int i = 0; i < bootstrap.size(); i++) {
            if (!SERVER.matcher(bootstrap.get(i)).matches()) {
                in.error("bootstrap[" + i + "]", bootstrap.get(i), "host:port, such as kafka.example.com:9092");
            }
        }
        Section section = in.section("client");
        Map<String, Sensitive> client = new TreeMap<>();
        flatten("", section.rest(), client);
        for (String name : client.keySet()) {
            if (OURS.contains(name)) {
                section.error(
                        name, String.valueOf(client.get(name)), "this property to be omitted, because Tidings sets it");
            }
        }
        return new KafkaSection(String.join(",", bootstrap), client);
    }

    /** Converts names: variables have underscores instead of dots, and YAML may nest. */
    private static void flatten(String before, Map<?, ?> from, Map<String, Sensitive> into) {
        from.forEach((key, value) -> {
            String name = before + key.toString().replace('_', '.');
            if (value instanceof Map<?, ?> nested) {
                flatten(name + ".", nested, into);
            } else {
                into.put(name, Sensitive.named(name, String.valueOf(value)));
            }
        });
    }

    /** The properties for Kafka's clients. */
    public Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        client.forEach((name, value) -> properties.put(name, value.reveal()));
        return properties;
    }
}
