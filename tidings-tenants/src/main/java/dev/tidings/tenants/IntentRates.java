package dev.tidings.tenants;

import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * The rates of intents on this node. The nodes share a tenant's quota in equal parts. A tenant may submit the intents of
 * one second at once; only tenants with a quota have an entry.
 */
final class IntentRates {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Ticker ticker;
    private final IntSupplier nodes;
    /** When the intents so far would have been submitted at the tenant's rate. */
    private final Map<String, AtomicLong> paced = new ConcurrentHashMap<>();

    IntentRates(Ticker ticker, IntSupplier nodes) {
        this.ticker = ticker;
        this.nodes = nodes;
    }

    /** Takes one intent of the rate; returns zero, or after how long there is one again. */
    Duration take(String tenant, long perSecond) {
        long now = ticker.nanos();
        long interval = Math.max(1, SECOND * Math.max(1, nodes.getAsInt()) / perSecond);
        long ahead = Math.max(0, SECOND - interval);
        AtomicLong last = paced.computeIfAbsent(tenant, _ -> new AtomicLong(now));
        while (true) {
            long seen = last.get();
            // A difference, because a ticker may start anywhere.
            long from = seen - now > 0 ? seen : now;
            if (from - now > ahead) {
                return Duration.ofNanos(from - now - ahead);
            }
            if (last.compareAndSet(seen, from + interval)) {
                return Duration.ZERO;
            }
        }
    }
}
