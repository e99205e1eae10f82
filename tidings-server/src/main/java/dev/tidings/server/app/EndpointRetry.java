package dev.tidings.server.app;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.server.config.Durations;
import java.time.Duration;

/**
 * An endpoint's own retry settings: {@code retry_min}, {@code retry_max}, {@code retry_max_attempts}. One that does not
 * parse is passed over: an endpoint must not keep its deliveries from ending.
 */
final class EndpointRetry {
    private static final int MOST_ATTEMPTS = 1_000;

    private EndpointRetry() {}

    static RetryPolicy over(RetryPolicy policy, Endpoint endpoint) {
        if (endpoint.settings().keySet().stream().noneMatch(name -> name.startsWith("retry_"))) {
            return policy;
        }
        Duration min = duration(endpoint, "retry_min", policy.min());
        Duration max = duration(endpoint, "retry_max", policy.max());
        int attempts = attempts(endpoint, policy.maxAttempts());
        boolean delaysGiven = endpoint.settings().containsKey("retry_min")
                || endpoint.settings().containsKey("retry_max");
        return new RetryPolicy(
                attempts,
                min,
                max.compareTo(min) < 0 ? min : max,
                delaysGiven ? java.util.List.of() : policy.schedule(),
                policy.jitter());
    }

    private static Duration duration(Endpoint endpoint, String name, Duration otherwise) {
        String text = endpoint.settings().get(name);
        Duration parsed = text == null ? null : Durations.parse(text);
        return parsed == null ? otherwise : parsed;
    }

    private static int attempts(Endpoint endpoint, int otherwise) {
        String text = endpoint.settings().getOrDefault("retry_max_attempts", "");
        if (!text.matches("\\d{1,4}")) {
            return otherwise;
        }
        return Math.clamp(Integer.parseInt(text), 1, MOST_ATTEMPTS);
    }
}
