package dev.tidings.push.channel;

import dev.tidings.core.problem.Cause;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts outages of the event log, which would otherwise only show in retried deliveries. */
public final class LogOutages {
    private static final Logger LOG = LoggerFactory.getLogger(LogOutages.class);

    /** Among failures some may succeed; an outage ends when nothing has failed for so long. */
    private static final long CALM_NANOS = Duration.ofSeconds(5).toNanos();

    private final GatewayListener listener;
    private final Ticker ticker;
    private boolean lost;
    private long failedAtNanos;

    public LogOutages(GatewayListener listener, Ticker ticker) {
        this.listener = listener;
        this.ticker = ticker;
    }

    /** @param failure of an append; null if it succeeded */
    void observe(@Nullable Throwable failure) {
        if (failure == null) {
            appended();
        } else {
            failed(failure);
        }
    }

    private synchronized void failed(Throwable failure) {
        failedAtNanos = ticker.nanos();
        listener.appendFailed();
        if (!lost) {
            lost = true;
            listener.logLost();
            Throwable why = Cause.of(failure);
            LOG.warn("event log unavailable; deliveries are retried; cause={}", why.getMessage());
        }
    }

    private synchronized void appended() {
        if (lost && ticker.nanos() - failedAtNanos >= CALM_NANOS) {
            lost = false;
            listener.logBack();
            LOG.info("event log available again");
        }
    }
}
