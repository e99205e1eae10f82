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

/** Which deliveries. */
final class DeliveryFilterOptions {
    @Option(names = "--status", description = "pending, sending, failed, sent, skipped, dead or canceled.")
    @Nullable
    String status;

    @Option(names = "--channel", description = "Such as webhook or email, or several: webhook,none.")
    @Nullable
    String channel;

    @Option(
            names = {"-r", "--recipient"},
            description = "Whose.")
    @Nullable
    String recipient;

    @Option(
            names = {"-t", "--type"},
            description = "Of notifications of this type.")
    @Nullable
    String type;

    @Option(names = "--reason", description = "Ended for this reason, such as attempts_exhausted, or one of several.")
    @Nullable
    String reason;

    @Option(
            names = "--since",
            paramLabel = "TIME|AGE",
            description = "Accepted since, such as 2h or 2027-01-31T08:00:00Z.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME|AGE", description = "Accepted before, in the same forms.")
    @Nullable
    String until;

    Map<String, String> query(InstantSource clock) {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "status", status);
        put(query, "channel", channel);
        put(query, "recipient", recipient);
        put(query, "type", type);
        put(query, "reason", reason);
        put(query, "since", since == null ? null : time("--since", since, clock));
        put(query, "until", until == null ? null : time("--until", until, clock));
        return query;
    }

    private static String time(String option, String text, InstantSource clock) {
        Duration age = Durations.parse(text);
        if (age != null) {
            return clock.instant().minus(age).toString();
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new Usage(
                    option + " is " + text + "; expected an age such as 2h or a time such as 2027-01-31T08:00:00Z");
        }
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
