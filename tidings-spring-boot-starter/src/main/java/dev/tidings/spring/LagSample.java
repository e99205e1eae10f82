package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxDesk;
import dev.tidings.client.outbox.OutboxLag;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lag as of a few seconds ago, since counting costs the database something and gauges are asked one by one. */
final class LagSample {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final OutboxDesk desk;
    private @Nullable OutboxLag last;
    private long at;

    LagSample(OutboxDesk desk) {
        this.desk = desk;
    }

    /** Null when the database does not answer. */
    synchronized @Nullable OutboxLag get() {
        if (last == null || System.nanoTime() - at > FRESH_NANOS) {
            at = System.nanoTime();
            try {
                last = desk.lag();
            } catch (SQLException away) {
                last = null;
            }
        }
        return last;
    }
}
