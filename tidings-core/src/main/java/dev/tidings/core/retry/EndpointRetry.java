package dev.tidings.core.retry;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's own retry settings: {@code retry_min}, {@code retry_max}, {@code retry_max_attempts}. They bound the policy
 * that holds otherwise: of a schedule each delay, of a backoff its least and greatest. One that does not parse is passed
 * over: an endpoint must not keep its deliveries from ending. Nor may it use up all attempts within a moment: what they ask for
 * is at least {@link RetryPolicy#FLOOR}.
 */
public final class EndpointRetry {
    private static final int MOST_ATTEMPTS = 1_000;

    private EndpointRetry() {}

    public static RetryPolicy over(RetryPolicy policy, Endpoint endpoint) {
        if (endpoint.settings().keySet().stream().noneMatch(name -> name.startsWith("retry_"))) {
            return policy;
        }
        Duration least = duration(endpoint, "retry_min");
        if (least != null) {
            least = longer(least, RetryPolicy.FLOOR);
        }
        Duration most = duration(endpoint, "retry_max");
        if (most != null) {
            most = longer(most, least == null ? RetryPolicy.FLOOR : least);
        }
        int attempts = attempts(endpoint, policy.maxAttempts());
        if (!policy.schedule().isEmpty()) {
            return new RetryPolicy(
                    attempts, policy.min(), policy.max(), within(policy.schedule(), least, most), policy.jitter());
        }
        Duration min = least != null ? least : most != null ? shorter(policy.min(), most) : policy.min();
        return new RetryPolicy(
                attempts, min, most == null ? longer(policy.max(), min) : most, List.of(), policy.jitter());
    }

    private static List<Duration> within(List<Duration> schedule, @Nullable Duration least, @Nullable Duration most) {
        return schedule.stream()
                .map(delay -> least == null ? delay : longer(delay, least))
                .map(delay -> most == null ? delay : shorter(delay, most))
                .toList();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static @Nullable Duration duration(Endpoint endpoint, String name) {
        String text = endpoint.settings().get(name);
        return text == null ? null : Durations.parse(text);
    }

    private static int attempts(Endpoint endpoint, int otherwise) {
        String text = endpoint.settings().getOrDefault("retry_max_attempts", "");
        if (!text.matches("\\d{1,4}")) {
            return otherwise;
        }
        return Math.clamp(Integer.parseInt(text), 1, MOST_ATTEMPTS);
    }
}
