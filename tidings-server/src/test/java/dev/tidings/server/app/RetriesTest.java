package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.channels.webhook.WebhookChannel;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final Channel webhook = new WebhookChannel();

    private ConfiguredRetries retries(String yaml) {
        return new ConfiguredRetries(new ProcessEnvironment(Map.of()).read(yaml), Map.of("webhook", webhook));
    }

    private static Endpoint endpoint(Map<String, String> settings) {
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

    @Test
    void the_channel_s_own_policy_is_the_default() {
        assertThat(retries("").of("webhook", "a.b", null)).isEqualTo(webhook.retryPolicy());
    }

    @Test
    void a_type_policy_overrides_the_channel_and_the_longest_pattern_wins() {
        ConfiguredRetries retries = retries("""
            channels:
              webhook:
                retry: {min: 1s, max: 1m, max_attempts: 9}
                retry_by_type:
                  "build.*": {min: 1s, max: 1m, max_attempts: 3}
                  "build.deploy.*": {min: 1s, max: 1m, max_attempts: 4}
                  build.done: {schedule: [0s]}
            """);
        assertThat(retries.of("webhook", "order.paid", null).maxAttempts()).isEqualTo(9);
        assertThat(retries.of("webhook", "build.failed", null).maxAttempts()).isEqualTo(3);
        assertThat(retries.of("webhook", "build.deploy.failed", null).maxAttempts())
                .isEqualTo(4);
        assertThat(retries.of("webhook", "build.done", null).maxAttempts()).isEqualTo(1);
        assertThat(retries.of("unknown", "build.done", null).maxAttempts()).isEqualTo(1);
    }

    @Test
    void an_endpoint_policy_overrides_all_and_invalid_values_are_ignored() {
        ConfiguredRetries retries = retries("channels: {webhook: {retry: {min: 1s, max: 1m, max_attempts: 9}}}");
        RetryPolicy own = retries.of(
                "webhook", "a.b", endpoint(Map.of("retry_min", "2s", "retry_max", "4s", "retry_max_attempts", "2")));
        assertThat(own.maxAttempts()).isEqualTo(2);
        assertThat(own.min()).isEqualTo(Duration.ofSeconds(2));
        assertThat(own.max()).isEqualTo(Duration.ofSeconds(4));
        assertThat(retries.of("webhook", "a.b", endpoint(Map.of("retry_min", "soon")))
                        .maxAttempts())
                .isEqualTo(9);
        assertThat(retries.of("webhook", "a.b", endpoint(Map.of())).maxAttempts())
                .isEqualTo(9);
    }
}
