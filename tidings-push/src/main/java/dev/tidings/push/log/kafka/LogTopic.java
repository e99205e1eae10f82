package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.notification.Intent;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic of one tenant. */
final class LogTopic {
    private static final int TIMEOUT_MS = 3_000;

    private final KafkaClients kafka;
    private final LogSettings settings;
    private final String name;

    LogTopic(KafkaClients kafka, LogSettings settings, String tenant) {
        this.kafka = kafka;
        this.settings = settings;
        this.name = Intent.DEFAULT_TENANT.equals(tenant) ? settings.topic() : settings.topic() + "." + plain(tenant);
    }

    /** Escapes all but ASCII letters, digits and hyphens, without collisions between tenants. */
    private static String plain(String tenant) {
        StringBuilder plain = new StringBuilder();
        for (byte one : tenant.getBytes(StandardCharsets.UTF_8)) {
            boolean stays = (one >= 'a' && one <= 'z')
                    || (one >= 'A' && one <= 'Z')
                    || (one >= '0' && one <= '9')
                    || one == '-';
            plain.append(stays ? Character.toString(one) : "_" + HexFormat.of().toHexDigits(one));
        }
        return plain.toString();
    }

    TopicPartition partition() {
        return new TopicPartition(name, 0);
    }

    /** Creates the topic if it does not exist, and returns its epoch. Blocks. */
    String open() throws InterruptedException {
        try {
            return RetryWait.await(epoch());
        } catch (UnknownTopicOrPartitionException missing) {
            return make();
        }
    }

    /** Reads the epoch of the current topic. */
    CompletableFuture<String> epoch() {
        return kafka.admin()
                .describeTopics(List.of(name), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                .allTopicNames()
                .toCompletionStage()
                .thenApply(topics ->
                        epoch(Objects.requireNonNull(topics.get(name), name).topicId()))
                .toCompletableFuture();
    }

    private String make() throws InterruptedException {
        Optional<Short> replication =
                settings.replication() == 0 ? Optional.empty() : Optional.of((short) settings.replication());
        NewTopic topic = new NewTopic(name, Optional.of(1), replication)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.retention().toMillis()),
                        // Positions need one clock: the broker's.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
        try {
            return epoch(RetryWait.await(kafka.admin()
                    .createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(TIMEOUT_MS))
                    .topicId(name)));
        } catch (TopicExistsException others) {
            return RetryWait.await(epoch());
        }
    }

    private static String epoch(Uuid id) {
        return Epoch.named(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
