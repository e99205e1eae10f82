package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.retry.EndpointRetry;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.server.config.ChannelSection;
import dev.tidings.server.config.Configuration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configured retry policies, with the channels' own as defaults. */
final class ConfiguredRetries implements RetryPolicies {
    private static final RetryPolicy UNKNOWN_CHANNEL = RetryPolicy.scheduled(List.of(java.time.Duration.ZERO));

    private final Map<String, OfChannel> byChannel = new HashMap<>();

    /**
     * The policies of one channel.
     *
     * @param patterns finds the pattern of a type: exact first, then the longest prefix
     */
    private record OfChannel(RetryPolicy otherwise, RoutingRules patterns, Map<String, RetryPolicy> byPattern) {
        RetryPolicy of(String type) {
            Optional<String> pattern = patterns.channelsOf(type).map(List::getFirst);
            return pattern.map(byPattern::get).orElse(otherwise);
        }
    }

    ConfiguredRetries(Configuration configuration, Map<String, Channel> channels) {
        channels.forEach((name, channel) -> {
            ChannelSection section = configuration.channel(name);
            Map<String, List<String>> patterns = new HashMap<>();
            section.retryByType().keySet().forEach(pattern -> patterns.put(pattern, List.of(pattern)));
            RetryPolicy own = section.retry();
            byChannel.put(
                    name,
                    new OfChannel(
                            own == null ? channel.retryPolicy() : own,
                            new RoutingRules(patterns),
                            section.retryByType()));
        });
    }

    @Override
    public RetryPolicy of(String channel, String type, @Nullable Endpoint endpoint) {
        OfChannel policies = byChannel.get(channel);
        RetryPolicy policy = policies == null ? UNKNOWN_CHANNEL : policies.of(type);
        return endpoint == null ? policy : EndpointRetry.over(policy, endpoint);
    }
}
