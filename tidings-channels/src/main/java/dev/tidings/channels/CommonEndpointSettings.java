package dev.tidings.channels;

import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.time.Durations;
import java.time.Duration;

/** Validates the endpoint settings that every channel supports. */
public final class CommonEndpointSettings {
    /** The setting names, for errors. */
    public static final String NAMES = "retry_min, retry_max, retry_max_attempts, " + EndpointRate.SETTING;

    private CommonEndpointSettings() {}

    /**
     * Returns whether the setting is a common one; throws a ProblemException that names it when the value is invalid.
     */
    public static boolean check(String name, String value) {
        String field = "settings." + name;
        switch (name) {
            case "retry_min", "retry_max" -> {
                Duration wait = Durations.parse(value);
                if (wait == null || wait.compareTo(RetryPolicy.LONGEST) > 0) {
                    throw Problem.invalid(field, value, "a duration such as 30s, 5m or 2h, at most 30d")
                            .exception();
                }
            }
            case "retry_max_attempts" -> {
                if (!value.matches("[1-9]\\d{0,2}")) {
                    throw Problem.invalid(field, value, "a whole number from 1 to 999")
                            .exception();
                }
            }
            case EndpointRate.SETTING -> {
                if (EndpointRate.parse(value) == null) {
                    throw Problem.invalid(field, value, EndpointRate.EXPECTED).exception();
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
