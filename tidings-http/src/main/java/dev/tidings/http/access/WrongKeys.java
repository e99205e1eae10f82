package dev.tidings.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.time.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Counts wrong keys per address and blocks addresses with too many before the store is queried. An IPv6 network (/64)
 * counts as one address. The loopback address is not counted, because clients of a local proxy share it. Bounded;
 * thread-safe.
 */
final class WrongKeys {
    static final int BURST = 20;
    /** The interval after which one wrong key is forgiven. */
    static final Duration FORGIVE_INTERVAL = Duration.ofSeconds(3);

    private static final int ADDRESSES = 10_000;
    private static final int NETWORK_BYTES = 8;

    private final Cache<String, Long> fullUntil;
    private final Ticker ticker;
    private final long begun;

    WrongKeys(Ticker ticker) {
        this.ticker = ticker;
        this.begun = ticker.nanos();
        this.fullUntil = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(ADDRESSES)
                .expireAfterWrite(FORGIVE_INTERVAL.multipliedBy(BURST))
                .build();
    }

    /** Returns how long an address must delay before its next key is checked; zero when not blocked. */
    Duration delay(InetAddress client) {
        Long debt = client.isLoopbackAddress() ? null : fullUntil.getIfPresent(network(client));
        long over = debt == null ? 0 : debt - now() - FORGIVE_INTERVAL.toNanos() * (BURST - 1);
        return Duration.ofNanos(Math.max(0, over));
    }

    void add(InetAddress client) {
        if (!client.isLoopbackAddress()) {
            fullUntil
                    .asMap()
                    .merge(
                            network(client),
                            now() + FORGIVE_INTERVAL.toNanos(),
                            (debt, fresh) ->
                                    Math.max(debt, fresh - FORGIVE_INTERVAL.toNanos()) + FORGIVE_INTERVAL.toNanos());
        }
    }

    private long now() {
        return ticker.nanos() - begun;
    }

    /** Returns the counted address; for IPv6, its network. */
    static String network(InetAddress client) {
        byte[] address = client.getAddress();
        return HexFormat.of()
                .formatHex(client instanceof Inet6Address ? Arrays.copyOf(address, NETWORK_BYTES) : address);
    }
}
