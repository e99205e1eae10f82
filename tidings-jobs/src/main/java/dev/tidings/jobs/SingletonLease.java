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
 * A lease that allows one node at a time to drive runtimes. A node that cannot renew it stops driving before
 * another may start.
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
    private long renewedAtNanos;
    private @Nullable ScheduledFuture<?> renewing;

    /**
     * @param holder this node's id; stable across restarts, so that it resumes immediately
     * @param lease how long the lease is held without renewal
     * @param begin runs when the lease is acquired; may block
     * @param end runs when the lease is lost; may block
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

    /** Returns after the first attempt to acquire the lease. */
    void start() {
        keep();
        synchronized (this) {
            long every = lease.dividedBy(RENEWALS_A_LEASE).toMillis();
            renewing = threads.timer().scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
        }
    }

    private void renew() {
        // Not on the driver threads, which may all be busy: a late renewal loses the lease.
        Thread.ofVirtual().name("tidings-jobs-lease").start(this::keep);
    }

    private synchronized void keep() {
        boolean acquired;
        long startedAt = ticker.nanos();
        try {
            acquired = threads.stored(() -> store.take(NAME, holder, lease));
            renewedAtNanos = acquired ? startedAt : renewedAtNanos;
        } catch (RuntimeException failure) {
            LOG.debug("jobs lease renewal failed", failure);
            acquired = held && startedAt - renewedAtNanos < giveUpNanos();
        }
        if (acquired && !held) {
            held = true;
            LOG.info("jobs lease acquired; this node drives runtimes");
            begin.run();
        } else if (!acquired && held) {
            held = false;
            LOG.warn("jobs lease lost to another node or to a store outage; this node stops driving runtimes");
            end.run();
        }
    }

    /** Gives up before another node may start, with time left to stop. */
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
        } catch (RuntimeException failure) {
            LOG.debug("jobs lease not released; it expires by itself", failure);
        }
    }
}
