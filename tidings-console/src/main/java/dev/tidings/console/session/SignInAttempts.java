package dev.tidings.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;

/** Refuses sign-ins from an address after too many failures within a minute. Sessions that exist are not affected. Bounded; thread-safe. */
public final class SignInAttempts {
    static final int MOST = 10;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    private final Cache<InetAddress, Integer> failures;

    public SignInAttempts(Ticker ticker) {
        this.failures = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(ADDRESSES)
                .expireAfterWrite(REMEMBERED)
                .build();
    }

    public boolean tooMany(InetAddress client) {
        Integer failed = failures.getIfPresent(client);
        return failed != null && failed >= MOST;
    }

    public void failed(InetAddress client) {
        failures.asMap().merge(client, 1, Integer::sum);
    }
}
