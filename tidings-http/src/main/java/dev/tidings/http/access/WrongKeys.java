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
 * Counts wrong keys by address, so that whoever tries many is refused before the store is asked. A network of IPv6 (/64) is
 * one address. This machine is not counted: behind a proxy on it, all clients have its address. Bounded in memory; safe for
 * many threads.
 */
final class WrongKeys {
    static final int BURST = 20;
    /** After so long one more wrong key is forgiven. */
    static final Duration FORGIVEN = Duration.ofSeconds(3);

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
                .expireAfterWrite(FORGIVEN.multipliedBy(BURST))
                .build();
    }

    /** How long an address has to wait before another key of it is looked at; zero: not at all. */
    Duration wait(InetAddress client) {
        Long debt = client.isLoopbackAddress() ? null : fullUntil.getIfPresent(network(client));
        long over = debt == null ? 0 : debt - now() - FORGIVEN.toNanos() * (BURST - 1);
        return Duration.ofNanos(Math.max(0, over));
    }

    void add(InetAddress client) {
        if (!client.isLoopbackAddress()) {
            fullUntil
                    .asMap()
                    .merge(
                            network(client),
                            now() + FORGIVEN.toNanos(),
                            (debt, fresh) -> Math.max(debt, fresh - FORGIVEN.toNanos()) + FORGIVEN.toNanos());
        }
    }

    private long now() {
        return ticker.nanos() - begun;
    }

    /** An address, of which one IPv6 network has but one. */
    static String network(InetAddress client) {
        byte[] address = client.getAddress();
        return HexFormat.of()
                .formatHex(client instanceof Inet6Address ? Arrays.copyOf(address, NETWORK_BYTES) : address);
    }
}
