package dev.tidings.streams.kafka;

import dev.tidings.streams.Origin;
import java.util.List;

/**
 * @param label of metrics
 * @param group whose members share the partitions of the topics
 * @param tenant whose quarantine takes what is poison
 * @param count records a batch at most
 */
public record TopicSettings(String label, List<String> topics, String group, String tenant, int count) {
    public TopicSettings {
        topics = List.copyOf(topics);
    }

    /** All of them together. */
    Origin origin() {
        return origin(String.join(", ", topics));
    }

    Origin origin(String topic) {
        return new Origin(label, "topic " + topic, tenant, "kafka:" + topic);
    }
}
