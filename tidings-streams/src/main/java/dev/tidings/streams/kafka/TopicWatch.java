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
 * Checks the topics periodically, because a consumer reports neither an unreachable cluster nor a missing topic.
 * Confined to one thread, which it never blocks.
 */
final class TopicWatch {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int TIMEOUT_MS = 4_000;

    private final KafkaClients kafka;
    private final List<String> topics;
    private final StreamHealth health;
    private final InstantSource clock;
    private @Nullable CompletableFuture<?> pending;
    private Instant next = Instant.EPOCH;

    TopicWatch(KafkaClients kafka, List<String> topics, StreamHealth health, InstantSource clock) {
        this.kafka = kafka;
        this.topics = topics;
        this.health = health;
        this.clock = clock;
    }

    /**
     * @param joined whether the consumer is a member of its group
     */
    void check(boolean joined) {
        if (pending != null && pending.isDone()) {
            report(pending, joined);
            pending = null;
        }
        Instant now = clock.instant();
        if (pending == null && !now.isBefore(next)) {
            next = now.plus(EVERY);
            pending = kafka.admin()
                    .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                    .allTopicNames()
                    .toCompletionStage()
                    .toCompletableFuture();
        }
    }

    private void report(CompletableFuture<?> answer, boolean joined) {
        try {
            answer.join();
            if (joined) {
                health.read();
            }
        } catch (CompletionException failed) {
            KafkaFailure outage = KafkaFailure.of(failed);
            health.lost(outage.kind(), outage.message(), failed);
        }
    }
}
