package dev.tidings.client.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that something is away, and once that it is back. Counts what failed in a row. */
final class OutageLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final String what;
    private int failures;

    OutageLog(String what) {
        this.what = what;
    }

    int failed(String why, @Nullable Throwable cause, Duration firstWait) {
        if (failures == 0) {
            LOG.warn("{}: {}; the relay goes on trying, first in {}", what, why, firstWait, cause);
        }
        if (failures < Integer.MAX_VALUE) {
            failures++;
        }
        return failures;
    }

    void over() {
        if (failures > 0) {
            LOG.info("{}: over after {} tries", what, failures);
        }
        failures = 0;
    }
}
