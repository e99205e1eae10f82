package dev.tidings.server.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Intake of intents from Kafka topics.
 *
 * @param group the consumer group that shares the partitions
 * @param tenant the tenant of the intents
 * @param count the maximum number of records per batch
 */
public record TopicIntakeSection(boolean enabled, List<String> topics, String group, String tenant, int count) {
    /** Shorter than Kafka allows, because the store prefixes it as the source of quarantined records. */
    static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,200}");

    static final String TOPIC_EXPECTED =
            "a name of at most 200 letters, digits, dots, hyphens and underscores, such as tidings.intents";
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TENANT = 64;

    public TopicIntakeSection {
        topics = List.copyOf(topics);
    }

    static TopicIntakeSection read(Section in) {
        List<String> topics = in.list("topics", List.of("tidings.intents"));
        if (topics.isEmpty()) {
            in.error("topics", "[]", "at least one topic");
        }
        for (int i = 0; i < topics.size(); i++) {
            if (!TOPIC.matcher(topics.get(i)).matches()) {
                in.error("topics[" + i + "]", topics.get(i), TOPIC_EXPECTED);
            }
        }
        return new TopicIntakeSection(
                "true".equals(in.choice("enabled", "false", List.of("true", "false"))),
                topics,
                in.name("group", "tidings", LONGEST_NAME),
                in.name("tenant", "default", LONGEST_TENANT),
                in.integer("count", 500, 1, 10_000));
    }
}
