package dev.tidings.engine.erase;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.core.event.Position;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.QueryStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Removes a recipient's events from the log of push, except those of deliveries that are not erased. */
public final class EventRemoval {
    private final EventLog log;
    private final QueryStore queries;
    private final Executor reads;

    /** @param reads runs queries, which block */
    public EventRemoval(EventLog log, QueryStore queries, Executor reads) {
        this.log = log;
        this.queries = queries;
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
                                : log.remove(tenant, positions))
                        .thenApply(_ -> found.next()));
    }

    private List<Position> erased(String tenant, FoundEvents found) {
        return found.events().stream()
                .filter(event -> erased(tenant, event.id()))
                .map(FoundEvents.Found::position)
                .toList();
    }

    /** An event whose delivery retention has removed is removed too. */
    private boolean erased(String tenant, String id) {
        return queries.delivery(tenant, new DeliveryId(id))
                .map(delivery -> delivery.erasedAt() != null)
                .orElse(true);
    }
}
