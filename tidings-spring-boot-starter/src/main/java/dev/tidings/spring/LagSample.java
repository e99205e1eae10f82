package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxLag;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Caches the lag for a few seconds: counting loads the database, and gauges are read one at a time. */
final class LagSample {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final OutboxAdmin admin;
    private @Nullable OutboxLag last;
    private long at;

    LagSample(OutboxAdmin admin) {
        this.admin = admin;
    }

    /** Returns null when the database does not answer. */
    synchronized @Nullable OutboxLag get() {
        if (last == null || System.nanoTime() - at > FRESH_NANOS) {
            at = System.nanoTime();
            try {
                last = admin.lag();
            } catch (SQLException away) {
                last = null;
            }
        }
        return last;
    }
}
