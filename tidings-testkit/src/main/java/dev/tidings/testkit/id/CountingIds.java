package dev.tidings.testkit.id;

import dev.tidings.core.id.Id;
import dev.tidings.core.id.Ids;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Creates ids of the real format, time first, with a counter instead of randomness. Thread-safe. */
public final class CountingIds implements Ids {
    private static final int TIME_SHIFT = 16;

    private final AtomicLong count = new AtomicLong();

    @Override
    public byte[] bytes(Instant at) {
        return ByteBuffer.allocate(Id.BYTES)
                .putLong(at.toEpochMilli() << TIME_SHIFT)
                .putLong(count.incrementAndGet())
                .array();
    }
}
