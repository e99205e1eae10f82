package dev.tidings.streams.kafka;

import dev.tidings.streams.StreamSource;
import java.util.List;

/**
 * @param label the metrics label
 * @param group the consumer group that shares the topics' partitions
 * @param tenant the tenant whose quarantine takes undecodable records
 * @param count the maximum number of records per batch
 */
public record TopicSettings(String label, List<String> topics, String group, String tenant, int count) {
    public TopicSettings {
        topics = List.copyOf(topics);
    }

    /** All topics together. */
    StreamSource streamSource() {
        return origin(String.join(", ", topics));
    }

    StreamSource origin(String topic) {
        return new StreamSource(label, "topic " + topic, tenant, "kafka:" + topic);
    }
}
