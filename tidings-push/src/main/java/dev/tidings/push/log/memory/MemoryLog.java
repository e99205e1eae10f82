package dev.tidings.push.log.memory;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** An event log in memory, with one ring buffer per partition of a tenant. */
public final class MemoryLog implements EventLog {
    private final LogPartitions partitions;
    private final WindowBounds bounds;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor executor;
    private final long began;
    private final Map<RingKey, EventRing> rings = new ConcurrentHashMap<>();

    private record RingKey(String tenant, int partition) {}

    /** Creates a log with one partition per tenant. */
    public MemoryLog(WindowBounds bounds, InstantSource clock, RandomGenerator random, Executor executor) {
        this(LogPartitions.ONE, bounds, clock, random, executor);
    }

    /**
     * @param bounds of a tenant, divided among its partitions
     * @param executor runs the followers, so that appending threads do not wait for them
     */
    public MemoryLog(
            LogPartitions partitions,
            WindowBounds bounds,
            InstantSource clock,
            RandomGenerator random,
            Executor executor) {
        this.partitions = partitions;
        this.bounds = new WindowBounds(
                bounds.age(), Math.max(1, bounds.count() / partitions.count()), bounds.bytes() / partitions.count());
        this.clock = clock;
        this.random = random;
        this.executor = executor;
        this.began = clock.millis();
    }

    @Override
    public LogPartitions partitions() {
        return partitions;
    }

    @Override
    public CompletableFuture<Position> append(Event event) {
        return CompletableFuture.completedFuture(
                ring(key(event.tenant(), event.recipient())).append(event));
    }

    @Override
    public Following follow(String tenant, int partition, Follower follower) {
        return ring(new RingKey(tenant, partition)).follow(follower, executor);
    }

    @Override
    public CompletableFuture<FoundEvents> find(String tenant, String recipient, String after) {
        EventRing ring = rings.get(key(tenant, recipient));
        return CompletableFuture.completedFuture(ring == null ? FoundEvents.NONE : ring.find(recipient));
    }

    @Override
    public CompletableFuture<Void> remove(String tenant, String recipient, List<Position> positions) {
        ring(key(tenant, recipient)).remove(Set.copyOf(positions));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    private RingKey key(String tenant, String recipient) {
        return new RingKey(tenant, partitions.of(recipient));
    }

    private EventRing ring(RingKey key) {
        EventRing known = rings.get(key);
        return known == null ? rings.computeIfAbsent(key, name -> new EventRing(epoch(), bounds, clock)) : known;
    }

    private String epoch() {
        return Epoch.begin(began, random);
    }
}
