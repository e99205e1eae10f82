package dev.tidings.engine.erase;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.FoundEvents.Found;
import dev.tidings.core.event.Position;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ErasureStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Removes a recipient's events from the log of push, except those of deliveries that are not erased. */
public final class EventRemoval {
    private final EventLog log;
    private final ErasureStore store;
    private final Executor reads;

    /** @param reads runs queries, which block */
    public EventRemoval(EventLog log, ErasureStore store, Executor reads) {
        this.log = log;
        this.store = store;
        this.reads = reads;
    }

    /**
     * Removes the events of a bounded part of the log; returns where the next part begins, or null. Can be repeated.
     *
     * @param after where the part before ended; empty to begin
     */
    public CompletableFuture<@Nullable String> remove(String tenant, String recipient, String after) {
        return log.find(tenant, recipient, after)
                .thenCompose(found -> CompletableFuture.supplyAsync(() -> erased(tenant, found), reads)
                        .thenCompose(positions -> positions.isEmpty()
                                ? CompletableFuture.<Void>completedFuture(null)
                                : log.remove(tenant, recipient, positions))
                        .thenApply(_ -> found.next()));
    }

    /** An event whose delivery retention has removed is removed too. */
    private List<Position> erased(String tenant, FoundEvents found) {
        Set<DeliveryId> unerased = store.unerased(
                tenant,
                found.events().stream()
                        .map(Found::id)
                        .filter(DeliveryId::isForm)
                        .map(DeliveryId::of)
                        .toList());
        return found.events().stream()
                .filter(event -> !DeliveryId.isForm(event.id()) || !unerased.contains(DeliveryId.of(event.id())))
                .map(Found::position)
                .toList();
    }
}
