package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.SingletonLeaseStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.WaitCounts;
import dev.tidings.core.store.WaitStore;
import dev.tidings.http.PeriodicTask;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Counts by reason what the deliveries of all tenants wait for, on one node at a time; all nodes read the counts. Per channel,
 * it examines at most {@link #MOST} deliveries of each {@link WaitStore.Part}, so a count costs the same for any backlog. The
 * counts are exact below that bound, and lower bounds above it. The backlog of each channel is counted with it, to a higher
 * bound.
 */
public final class WaitCounter {
    /** How often it counts. */
    public static final Duration EVERY = Duration.ofSeconds(15);

    /** The maximum number of deliveries that one count examines per channel and part. */
    public static final int MOST = 1_000;

    /** The largest count of a channel's backlog. Its cost is that of index entries only. */
    public static final int MOST_OF_BACKLOG = 100_000;

    private static final int PAGE = 500;
    private static final String LEASE = "wait_counts";

    private final WaitStore store;
    private final QueryStore queries;
    private final DeliveryWaits waits;
    private final Collection<String> channels;
    private final SingletonLeaseStore leases;
    private final String holder;
    private final StoreThreads threads;
    private final InstantSource clock;
    private final PeriodicTask counting;
    private volatile @Nullable WaitCounts latest;

    /** @param holder this instance of a node */
    public WaitCounter(
            Store store,
            DeliveryWaits waits,
            Collection<String> channels,
            String holder,
            StoreThreads threads,
            InstantSource clock) {
        this.store = store.waits();
        this.queries = store.queries();
        this.waits = waits;
        this.channels = List.copyOf(channels);
        this.leases = store.singletonLeases();
        this.holder = holder;
        this.threads = threads;
        this.clock = clock;
        this.counting = new PeriodicTask(
                "counting what deliveries wait for", EVERY, this::count, threads.scans(), threads.timer());
    }

    public void start() {
        counting.start();
    }

    public void stop() {
        counting.stop();
    }

    /** Counts unless another node does, and reads the last count. Blocks. */
    public void count() {
        if (leases.take(LEASE, holder, EVERY.multipliedBy(3))) {
            store.save(counted());
        }
        latest = store.counts().orElse(null);
    }

    /** Returns the count that this node read last; null before the first. Does not block. */
    public @Nullable WaitCounts latest() {
        return latest;
    }

    /** Reads the last count of any node; empty before the first. */
    public CompletableFuture<Optional<WaitCounts>> counts() {
        return threads.read(store::counts);
    }

    private WaitCounts counted() {
        Instant now = clock.instant();
        Map<Waiting.Reason, Long> counted = new EnumMap<>(Waiting.Reason.class);
        for (Waiting.Reason reason : Waiting.Reason.values()) {
            counted.put(reason, 0L);
        }
        boolean complete = true;
        for (String channel : channels) {
            for (WaitStore.Part part : WaitStore.Part.values()) {
                List<Delivery> some = store.waiting(channel, part, MOST + 1);
                complete &= some.size() <= MOST;
                add(some.subList(0, Math.min(MOST, some.size())), counted);
            }
        }
        Map<String, Long> byCode = new TreeMap<>();
        counted.forEach((reason, deliveries) -> byCode.put(reason.code(), deliveries));
        return new WaitCounts(byCode, complete, queries.backlog(MOST_OF_BACKLOG), now);
    }

    private void add(List<Delivery> some, Map<Waiting.Reason, Long> counted) {
        for (int from = 0; from < some.size(); from += PAGE) {
            for (ListedDelivery listed : waits.explained(some.subList(from, Math.min(from + PAGE, some.size())))) {
                Waiting waiting = listed.waiting();
                if (waiting != null) {
                    counted.merge(waiting.reason(), 1L, Long::sum);
                }
            }
        }
    }
}
