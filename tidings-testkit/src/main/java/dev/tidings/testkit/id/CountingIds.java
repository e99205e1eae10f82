package dev.tidings.testkit.id;

import dev.tidings.core.id.Ids;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Creates ids of the real format, time first, with a counter instead of randomness. Thread-safe. */
public final class CountingIds implements Ids {
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS = 5;
    private static final int TIME_CHARS = 10;

    private final AtomicLong count = new AtomicLong();

    @Override
    public String next(Instant at) {
        return time(at.toEpochMilli()) + String.format(Locale.ROOT, "%016d", count.incrementAndGet());
    }

    private static String time(long ms) {
        char[] chars = new char[TIME_CHARS];
        for (int i = 0; i < TIME_CHARS; i++) {
            chars[i] = CROCKFORD.charAt((int) (ms >>> (BITS * (TIME_CHARS - 1 - i))) & (CROCKFORD.length() - 1));
        }
        return new String(chars);
    }
}
