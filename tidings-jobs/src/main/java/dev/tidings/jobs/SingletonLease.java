package dev.tidings.jobs;

import dev.tidings.core.store.SingletonLeaseStore;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one node at a time drive runtimes. It is kept for as long as the node renews it; a node that cannot stops driving
 * before another may begin.
 */
final class SingletonLease {
    private static final Logger LOG = LoggerFactory.getLogger(SingletonLease.class);
    private static final String NAME = "jobs";
    private static final int RENEWALS_A_LEASE = 5;

    private final SingletonLeaseStore store;
    private final String holder;
    private final Duration lease;
    private final JobThreads threads;
    private final Ticker ticker;
    private final Runnable begin;
    private final Runnable end;

    private volatile boolean held;
    private long keptNanos;
    private @Nullable ScheduledFuture<?> renewing;

    /**
     * @param holder this node; the same after a restart, so that it goes on at once
     * @param lease how long the duty is held without being renewed
     * @param begin what is done when the duty is there; may block
     * @param end what is done when it is gone; may block
     */
    SingletonLease(
            SingletonLeaseStore store,
            String holder,
            Duration lease,
            JobThreads threads,
            Ticker ticker,
            Runnable begin,
            Runnable end) {
        this.store = store;
        this.holder = holder;
        this.lease = lease;
        this.threads = threads;
        this.ticker = ticker;
        this.begin = begin;
        this.end = end;
    }

    boolean held() {
        return held;
    }

    /** Returns after the first try. */
    void start() {
        keep();
        synchronized (this) {
            long every = lease.dividedBy(RENEWALS_A_LEASE).toMillis();
            renewing = threads.timer().scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
        }
    }

    private void renew() {
        // Not among those that drivers keep busy: it must not come too late. The store is called on threads of its own.
        Thread.ofVirtual().name("tidings-duty").start(this::keep);
    }

    private synchronized void keep() {
        boolean mine;
        long asked = ticker.nanos();
        try {
            mine = threads.stored(() -> store.take(NAME, holder, lease));
            keptNanos = mine ? asked : keptNanos;
        } catch (RuntimeException away) {
            LOG.debug("the duty of jobs cannot be renewed", away);
            mine = held && asked - keptNanos < giveUpNanos();
        }
        if (mine && !held) {
            held = true;
            LOG.info("this node drives runtimes");
            begin.run();
        } else if (!mine && held) {
            held = false;
            LOG.warn("another node drives runtimes, or the store is away for too long: this one stops");
            end.run();
        }
    }

    /** Before another node may begin, with time to stop. */
    private long giveUpNanos() {
        return lease.toNanos() / 3 * 2;
    }

    void stop() {
        synchronized (this) {
            if (renewing != null) {
                renewing.cancel(false);
                renewing = null;
            }
            if (!held) {
                return;
            }
            held = false;
            end.run();
        }
        try {
            threads.stored(() -> {
                store.drop(NAME, holder);
                return true;
            });
        } catch (RuntimeException away) {
            LOG.debug("the duty of jobs lapses by itself", away);
        }
    }
}
