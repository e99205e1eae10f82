package dev.tidings.push.log.memory;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
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

/** An event log in memory, with one ring buffer per tenant. */
public final class MemoryLog implements EventLog {
    private final WindowBounds bounds;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor executor;
    private final long began;
    private final Map<String, EventRing> rings = new ConcurrentHashMap<>();

    /**
     * @param executor runs the followers, so that appending threads do not wait for them
     */
    public MemoryLog(WindowBounds bounds, InstantSource clock, RandomGenerator random, Executor executor) {
        this.bounds = bounds;
        this.clock = clock;
        this.random = random;
        this.executor = executor;
        this.began = clock.millis();
    }

    @Override
    public CompletableFuture<Position> append(Event event) {
        return CompletableFuture.completedFuture(ring(event.tenant()).append(event));
    }

    @Override
    public Following follow(String tenant, Follower follower) {
        return ring(tenant).follow(follower, executor);
    }

    @Override
    public CompletableFuture<FoundEvents> find(String tenant, String recipient, String after) {
        EventRing ring = rings.get(tenant);
        return CompletableFuture.completedFuture(ring == null ? FoundEvents.NONE : ring.find(recipient));
    }

    @Override
    public CompletableFuture<Void> remove(String tenant, List<Position> positions) {
        ring(tenant).remove(Set.copyOf(positions));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    private EventRing ring(String tenant) {
        EventRing known = rings.get(tenant);
        return known == null ? rings.computeIfAbsent(tenant, name -> new EventRing(epoch(), bounds, clock)) : known;
    }

    private String epoch() {
        return Epoch.begin(began, random);
    }
}
