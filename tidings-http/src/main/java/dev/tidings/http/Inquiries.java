package dev.tidings.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.store.Inquiry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs queries that people ask for, apart from the reads of the hot path. Within a request a query is stopped when the
 * request is canceled or its client has gone, and when it takes longer than it may; what runs outside of requests, such as
 * a replay of many deliveries, has no such bound.
 */
public final class Inquiries implements Executor {
    private final Executor readers;
    private final Executor stopping;
    private final Duration limit;

    /**
     * @param readers as many threads as the store has readers for inquiries, with a short queue that refuses
     * @param stopping where asking the store to stop a query may block
     * @param limit for the queries of one request
     */
    public Inquiries(Executor readers, Executor stopping, Duration limit) {
        this.readers = readers;
        this.stopping = stopping;
        this.limit = limit;
    }

    @Override
    public void execute(Runnable queries) {
        Inquiry inquiry = new Inquiry();
        readers.execute(() -> inquiry.run(() -> {
            queries.run();
            return inquiry;
        }));
        ServiceRequestContext request = ServiceRequestContext.currentOrNull();
        if (request != null) {
            var _ = request.whenRequestCancelling().thenRunAsync(inquiry::abandon, stopping);
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, stopping)
                    .execute(() -> inquiry.cancel("the query took longer than " + limit.toMillis()
                            + " ms (store.list_timeout); ask for less: name a recipient or a notification, or a later"
                            + " since"));
        }
    }
}
