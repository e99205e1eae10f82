package dev.tidings.streams.kafka;

import dev.tidings.streams.StreamHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka for the topics now and then: a consumer that cannot reach it, or whose topic is not there, only hears nothing.
 * Used by one thread, which it never keeps.
 */
final class TopicWatch {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int TIMEOUT_MS = 4_000;

    private final KafkaNode node;
    private final List<String> topics;
    private final StreamHealth health;
    private final InstantSource clock;
    private @Nullable CompletableFuture<?> asked;
    private Instant next = Instant.EPOCH;

    TopicWatch(KafkaNode node, List<String> topics, StreamHealth health, InstantSource clock) {
        this.node = node;
        this.topics = topics;
        this.health = health;
        this.clock = clock;
    }

    /** @param joined whether the consumer is a member of its group */
    void look(boolean joined) {
        if (asked != null && asked.isDone()) {
            tell(asked, joined);
            asked = null;
        }
        Instant now = clock.instant();
        if (asked == null && !now.isBefore(next)) {
            next = now.plus(EVERY);
            asked = node.admin()
                    .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                    .allTopicNames()
                    .toCompletionStage()
                    .toCompletableFuture();
        }
    }

    private void tell(CompletableFuture<?> answer, boolean joined) {
        try {
            answer.join();
            if (joined) {
                health.read();
            }
        } catch (CompletionException failed) {
            KafkaFailure trouble = KafkaFailure.of(failed);
            health.lost(trouble.kind(), trouble.words(), failed);
        }
    }
}
