package dev.tidings.engine.accept;

import dev.tidings.core.time.Ticker;
import dev.tidings.engine.rate.RateLimit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * The rates of intents on this node. The nodes share a tenant's quota in equal parts. A tenant may submit the intents of
 * one second at once; only tenants with a quota have an entry.
 */
final class IntentRates {
    private final Ticker ticker;
    private final IntSupplier nodes;
    private final Map<String, Quota> quotas = new ConcurrentHashMap<>();

    private record Quota(long perSecond, RateLimit limit) {}

    IntentRates(Ticker ticker, IntSupplier nodes) {
        this.ticker = ticker;
        this.nodes = nodes;
    }

    /** Takes one intent of the rate; returns zero, or after how long there is one again. */
    Duration take(String tenant, long perSecond) {
        RateLimit limit = quotas.compute(
                        tenant,
                        (_, known) -> known != null && known.perSecond() == perSecond
                                ? known
                                : new Quota(perSecond, new RateLimit(perSecond, ticker)))
                .limit();
        limit.share(nodes.getAsInt());
        return Duration.ofNanos(limit.takeOrWaitNanos());
    }
}
