package dev.tidings.cli;

import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
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
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "status", status);
        put(query, "channel", channel);
        put(query, "recipient", recipient);
        put(query, "endpoint", endpoint);
        put(query, "notification_id", notification);
        put(query, "type", type);
        put(query, "reason", reason);
        put(query, "tag", tag);
        put(query, "cancel_key", cancelKey);
        put(query, "ordering_key", orderingKey);
        put(query, "concurrency_key", concurrencyKey);
        put(query, "producer", producer);
        put(query, "idempotency_key", idempotencyKey);
        put(query, "since", since == null ? null : time("--since", since, clock));
        put(query, "until", until == null ? null : time("--until", until, clock));
        return query;
    }

    static String time(String option, String text, InstantSource clock) {
        Duration age = Durations.parse(text);
        if (age != null) {
            return clock.instant().minus(age).toString();
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new UsageError(
                    option + " is " + text + "; expected an age such as 2h or a time such as 2027-01-31T08:00:00Z");
        }
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
