package dev.tidings.admin;

import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.OperationalEventStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.http.Paging;
import dev.tidings.http.StoreThreads;
import java.util.concurrent.CompletableFuture;

/** Lists quarantined entries and operational events. */
public final class DiagnosticsService {
    private final QuarantineStore quarantine;
    private final OperationalEventStore events;
    private final StoreThreads threads;

    public DiagnosticsService(QuarantineStore quarantine, OperationalEventStore events, StoreThreads threads) {
        this.quarantine = quarantine;
        this.events = events;
        this.threads = threads;
    }

    public CompletableFuture<Page<QuarantinedItem>> quarantined(String tenant, Paging paging) {
        return threads.list(() -> quarantine.quarantined(tenant, paging.cursor(), paging.limit()));
    }

    public CompletableFuture<Page<OperationalEvent>> events(String tenant, Paging paging) {
        return threads.list(() -> events.events(tenant, paging.cursor(), paging.limit()));
    }
}
