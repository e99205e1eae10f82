package dev.tidings.server.app;

import dev.tidings.server.command.ServerCommandEnvironment.Finding;
import dev.tidings.server.config.Configuration;
import dev.tidings.streams.RetryWait;
import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.streams.kafka.KafkaFailure;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;

/** Checks that Kafka responds and that the configured topics exist. */
final class KafkaCheck {
    private static final String WHAT = "kafka";
    private static final int TIMEOUT_MS = 3_000;

    private KafkaCheck() {}

    static Finding of(Configuration configuration) {
        String where = configuration.kafka().bootstrap();
        try (KafkaClients kafka = KafkaClients.at(where, configuration.kafka().properties())) {
            return judge(where, configuration, kafka.admin());
        } catch (KafkaException away) {
            return Finding.broken(
                    WHAT,
                    where + ": " + KafkaFailure.of(away).message(),
                    "check kafka.bootstrap and kafka.client; intents and events wait until it is available");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.warning(WHAT, where + ": interrupted", "run doctor again");
        }
    }

    private static Finding judge(String where, Configuration configuration, Admin admin) throws InterruptedException {
        int brokers = RetryWait.await(admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                        .nodes()
                        .toCompletionStage()
                        .toCompletableFuture())
                .size();
        String words = where + " responds; brokers: " + brokers;
        if (!configuration.topicIntake().enabled()) {
            return Finding.ok(WHAT, words);
        }
        Set<String> there = RetryWait.await(admin.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS))
                .names()
                .toCompletionStage()
                .toCompletableFuture());
        List<String> missing = configuration.topicIntake().topics().stream()
                .filter(topic -> !there.contains(topic))
                .toList();
        return missing.isEmpty()
                ? Finding.ok(WHAT, words + "; all topics of intents exist")
                : Finding.warning(
                        WHAT,
                        words + "; missing topics: " + String.join(", ", missing),
                        "create them, or change intake.kafka.topics; the server waits for them");
    }
}
