package dev.tidings.client.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the start and the end of an outage, and counts consecutive failures. */
final class OutageLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final String what;
    private int failures;

    OutageLog(String what) {
        this.what = what;
    }

    int failed(String why, @Nullable Throwable cause, Duration firstWait) {
        if (failures == 0) {
            LOG.warn("{}: retryIn={} error={}", what, firstWait, why, cause);
        }
        if (failures < Integer.MAX_VALUE) {
            failures++;
        }
        return failures;
    }

    void over() {
        if (failures > 0) {
            LOG.info("{}: recovered failures={}", what, failures);
        }
        failures = 0;
    }
}
