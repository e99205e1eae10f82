package dev.tidings.cli;

import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query parameters of a list, from the options that were given. */
final class FilterQuery {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    FilterQuery with(String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
        return this;
    }

    /** @param value a time, or an age such as {@code 2h}, of the option with this name */
    FilterQuery withTime(String name, @Nullable String value, InstantSource clock) {
        return with(name, value == null ? null : time("--" + name, value, clock));
    }

    Map<String, String> parameters() {
        return parameters;
    }

    private static String time(String option, String text, InstantSource clock) {
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
}
