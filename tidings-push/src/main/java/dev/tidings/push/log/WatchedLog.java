package dev.tidings.push.log;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts outages of an event log, which would otherwise only show in retried deliveries. */
public final class WatchedLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedLog.class);

    /** Among failures some may succeed; an outage ends when nothing has failed for so long. */
    private static final long CALM_NANOS = Duration.ofSeconds(5).toNanos();

    private final EventLog log;
    private final GatewayListener listener;
    private final Ticker ticker;
    private boolean lost;
    private long failedAtNanos;

    public WatchedLog(EventLog log, GatewayListener listener, Ticker ticker) {
        this.log = log;
        this.listener = listener;
        this.ticker = ticker;
    }

    @Override
    public LogPartitions partitions() {
        return log.partitions();
    }

    @Override
    public CompletableFuture<Position> append(Event event) {
        return log.append(event).whenComplete((position, failure) -> {
            if (failure == null) {
                appended();
            } else {
                failed(failure);
            }
        });
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

    @Override
    public Following follow(String tenant, int partition, Follower follower) {
        return log.follow(tenant, partition, follower);
    }

    @Override
    public CompletableFuture<FoundEvents> find(String tenant, String recipient, String after) {
        return log.find(tenant, recipient, after);
    }

    @Override
    public CompletableFuture<Void> remove(String tenant, String recipient, List<Position> positions) {
        return log.remove(tenant, recipient, positions);
    }

    @Override
    public void close() {
        log.close();
    }
}
