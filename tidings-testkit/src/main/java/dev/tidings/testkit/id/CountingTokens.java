package dev.tidings.testkit.id;

import dev.tidings.core.delivery.LeaseToken;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Creates lease tokens from a counter. Thread-safe. */
public final class CountingTokens implements Supplier<LeaseToken> {
    private final AtomicLong count = new AtomicLong();

    @Override
    public LeaseToken get() {
        return new LeaseToken("token-" + count.incrementAndGet());
    }
}
