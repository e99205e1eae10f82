package dev.tidings.server.config;

import dev.tidings.core.retry.RetryPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel and its lane.
 *
 * @param concurrency sends at once
 * @param queue deliveries that may wait in the lane for a free place
 * @param rate sends a second at most; 0 means as fast as they come
 * @param endpointShare the share of the lane that one endpoint may have, unless it answers fast
 * @param whenNotPresent spares recipients who are subscribed to events
 * @param dedupeByChannel a dedupe key is one for all producers, types and recipients of the channel
 * @param retry null leaves it to the channel
 * @param retryByType policies by type pattern, which go before {@code retry}
 * @param settings the channel's own
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

    /** Without the channel's own settings, of which only the channel knows what they are. */
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
