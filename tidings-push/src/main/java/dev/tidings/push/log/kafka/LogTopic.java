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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One partition of a tenant's topic. */
final class LogTopic {
    private static final int TIMEOUT_MS = 3_000;

    private final KafkaClients kafka;
    private final LogSettings settings;
    private final String name;
    private final int partition;

    LogTopic(KafkaClients kafka, LogSettings settings, String tenant, int partition) {
        this.kafka = kafka;
        this.settings = settings;
        this.name = Intent.DEFAULT_TENANT.equals(tenant) ? settings.topic() : settings.topic() + "." + plain(tenant);
        this.partition = partition;
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
        return new TopicPartition(name, partition);
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
                .thenApply(topics -> epoch(Objects.requireNonNull(topics.get(name), name)))
                .toCompletableFuture();
    }

    private String make() throws InterruptedException {
        Optional<Short> replication =
                settings.replication() == 0 ? Optional.empty() : Optional.of((short) settings.replication());
        NewTopic topic = new NewTopic(name, Optional.of(settings.partitions().count()), replication)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(settings.retention().toMillis()),
                        // Positions need one clock: the broker's.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
        try {
            return epoch(
                    RetryWait.await(kafka.admin()
                            .createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(TIMEOUT_MS))
                            .topicId(name)),
                    settings.partitions().count());
        } catch (TopicExistsException others) {
            return RetryWait.await(epoch());
        }
    }

    private String epoch(TopicDescription topic) {
        int count = topic.partitions().size();
        if (count != settings.partitions().count()) {
            // Another node would look for a recipient's events in another partition.
            throw new InvalidPartitionsException(
                    "the topic " + name + " has " + count + " partitions, but push.partitions is "
                            + settings.partitions().count());
        }
        return epoch(topic.topicId(), count);
    }

    /** A topic's partitions have different epochs, and others after more were added, because offsets count per partition. */
    private String epoch(Uuid id, int count) {
        if (count == 1) {
            return Epoch.named(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
        UUID own = UUID.nameUUIDFromBytes((id + "#" + partition + "/" + count).getBytes(StandardCharsets.UTF_8));
        return Epoch.named(own.getMostSignificantBits(), own.getLeastSignificantBits());
    }
}
