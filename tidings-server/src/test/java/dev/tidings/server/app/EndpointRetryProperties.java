package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.channels.webhook.WebhookChannel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.retry.EndpointRetry;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.time.Durations;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

public class EndpointRetryProperties {
    private static final RetryPolicy WEBHOOK = new WebhookChannel().retryPolicy();

    @Provide
    Arbitrary<RetryPolicy> policies() {
        return Arbitraries.of(
                WEBHOOK,
                RetryPolicy.scheduled(List.of(Duration.ZERO)),
                RetryPolicy.scheduled(
                        List.of(Duration.ZERO, Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(1))),
                RetryPolicy.exponential(Duration.ZERO, Duration.ZERO, 10),
                RetryPolicy.exponential(Duration.ofSeconds(30), Duration.ofHours(1), 10));
    }

    @Provide
    Arbitrary<String> settings() {
        return Arbitraries.of("", "0", "0s", "0ms", "1ms", "999ms", "10s", "5m", "30d", "soon");
    }

    private static Endpoint endpoint(String min, String max, String attempts) {
        Map<String, String> settings =
                new HashMap<>(Map.of("retry_min", min, "retry_max", max, "retry_max_attempts", attempts));
        settings.values().removeIf(String::isEmpty);
        return new Endpoint(
                EndpointIds.of(new EndpointKey("default", "user:1", "webhook")),
                new EndpointKey("default", "user:1", "webhook"),
                "https://example.org",
                true,
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                settings,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Property
    void no_endpoint_waits_less_than_the_floor_or_a_decreasing_time(
            @ForAll("policies") RetryPolicy policy, @ForAll("settings") String min, @ForAll("settings") String max) {
        List<Duration> waits =
                EndpointRetry.over(policy, endpoint(min, max, "10")).waits(100);

        Duration asked = Durations.parse(min);
        Duration floor = asked != null && asked.compareTo(RetryPolicy.FLOOR) > 0 ? asked : RetryPolicy.FLOOR;
        assertThat(waits).hasSize(9).isSorted().allMatch(wait -> wait.compareTo(floor) >= 0);
    }

    @Example
    void retry_max_limits_the_schedule_instead_of_replacing_it() {
        assertThat(EndpointRetry.over(WEBHOOK, endpoint("", "10s", "4")).waits(100))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    @Example
    void a_zero_wait_becomes_the_doubled_floor() {
        RetryPolicy backoff = RetryPolicy.exponential(Duration.ofSeconds(30), Duration.ofHours(1), 4);
        assertThat(EndpointRetry.over(backoff, endpoint("0s", "", "4")).waits(100))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }
}
