package dev.tidings.server.config;

import dev.tidings.core.retry.RetryPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a channel and its lane.
 *
 * @param concurrency the maximum number of concurrent sends
 * @param queue the maximum number of deliveries that wait in the lane
 * @param rate the maximum number of sends per second; 0 for no limit
 * @param endpointShare the maximum share of the lane for one endpoint, unless it responds fast
 * @param whenNotPresent whether to skip recipients that are subscribed to events
 * @param dedupeByChannel whether a dedupe key is shared by all producers, types and recipients of the channel
 * @param retry null for the channel's default policy
 * @param retryByType policies per type pattern, which take precedence over {@code retry}
 * @param settings the channel's own settings
 */
public record ChannelSection(
        int concurrency,
        int queue,
        int rate,
        double endpointShare,
        boolean whenNotPresent,
        boolean dedupeByChannel,
        @Nullable RetryPolicy retry,
        Map<String, RetryPolicy> retryByType,
        Map<String, Object> settings) {
    private static final double LEAST_SHARE = 0.01;

    public ChannelSection {
        retryByType = Map.copyOf(retryByType);
        settings = Map.copyOf(settings);
    }

    /** Omits the values of the channel's own settings, which may be secret. */
    @Override
    public String toString() {
        return "ChannelSection[concurrency " + concurrency + ", queue " + queue + ", rate " + rate + ", settings "
                + settings.keySet() + "]";
    }

    static ChannelSection read(Section in) {
        return new ChannelSection(
                in.integer("concurrency", 64, 1, 10_000),
                in.integer("queue", 1024, 0, 100_000),
                in.integer("rate", 0, 0, 1_000_000),
                in.share("endpoint_share", LEAST_SHARE, 0.25),
                "not_present".equals(in.choice("when", "always", List.of("always", "not_present"))),
                "channel".equals(in.choice("dedupe", "recipient", List.of("recipient", "channel"))),
                RetrySection.read(in.section("retry")),
                in.sections("retry_by_type", RetrySection::read),
                in.rest());
    }
}
