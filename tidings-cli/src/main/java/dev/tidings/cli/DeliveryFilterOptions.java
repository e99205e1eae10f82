package dev.tidings.cli;

import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Filter options for deliveries. */
final class DeliveryFilterOptions {
    @Option(names = "--status", description = "pending, sending, failed, sent, skipped, dead or canceled.")
    @Nullable
    String status;

    @Option(names = "--channel", description = "Channels, such as webhook or webhook,none.")
    @Nullable
    String channel;

    @Option(
            names = {"-r", "--recipient"},
            description = "The recipient.")
    @Nullable
    String recipient;

    @Option(names = "--endpoint", paramLabel = "ENDPOINT", description = "The endpoint's id, ept_...")
    @Nullable
    String endpoint;

    @Option(names = "--notification", paramLabel = "NOTIFICATION", description = "The notification's id, ntf_...")
    @Nullable
    String notification;

    @Option(
            names = {"-t", "--type"},
            description = "The notification type.")
    @Nullable
    String type;

    @Option(names = "--reason", description = "Reasons for the end, such as attempts_exhausted.")
    @Nullable
    String reason;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag of the notification.")
    @Nullable
    String tag;

    @Option(names = "--cancel-key", paramLabel = "KEY", description = "The cancel key of the notification.")
    @Nullable
    String cancelKey;

    @Option(names = "--ordering-key", paramLabel = "KEY", description = "The ordering key of the notification.")
    @Nullable
    String orderingKey;

    @Option(names = "--concurrency-key", paramLabel = "KEY", description = "The concurrency key of the notification.")
    @Nullable
    String concurrencyKey;

    @Option(names = "--producer", paramLabel = "PRODUCER", description = "The producer of the notification.")
    @Nullable
    String producer;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "The idempotency key of the notification; found at once together with --producer.")
    @Nullable
    String idempotencyKey;

    @Option(
            names = "--since",
            paramLabel = "TIME|AGE",
            description = "Accepted since this time or age, such as 2h or 2027-01-31T08:00:00Z.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME|AGE", description = "Accepted before this time or age.")
    @Nullable
    String until;

    Map<String, String> query(InstantSource clock) {
        return new FilterQuery()
                .with("status", status)
                .with("channel", channel)
                .with("recipient", recipient)
                .with("endpoint", endpoint)
                .with("notification_id", notification)
                .with("type", type)
                .with("reason", reason)
                .with("tag", tag)
                .with("cancel_key", cancelKey)
                .with("ordering_key", orderingKey)
                .with("concurrency_key", concurrencyKey)
                .with("producer", producer)
                .with("idempotency_key", idempotencyKey)
                .withTime("since", since, clock)
                .withTime("until", until, clock)
                .parameters();
    }
}
