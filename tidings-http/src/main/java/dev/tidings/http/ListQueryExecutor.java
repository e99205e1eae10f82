package dev.tidings.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.store.CancelableQueries;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs users' queries apart from the reads of the hot path. Within a request, a query is stopped when the request is
 * canceled, the client disconnects or the time limit is exceeded; work outside of requests, such as a large replay, has
 * no such limit.
 */
public final class ListQueryExecutor implements Executor {
    private final Executor readers;
    private final Executor stopping;
    private final Duration limit;
    private final boolean mayLag;

    /**
     * @param readers one thread per store reader for list queries, with a short queue that refuses
     * @param stopping where stopping a query may block
     * @param limit for the queries of one request
     * @param mayLag whether a read replica may answer
     */
    public ListQueryExecutor(Executor readers, Executor stopping, Duration limit, boolean mayLag) {
        this.readers = readers;
        this.stopping = stopping;
        this.limit = limit;
        this.mayLag = mayLag;
    }

    @Override
    public void execute(Runnable queries) {
        CancelableQueries cancelable = new CancelableQueries(mayLag);
        readers.execute(() -> cancelable.run(() -> {
            queries.run();
            return cancelable;
        }));
        ServiceRequestContext request = ServiceRequestContext.currentOrNull();
        if (request != null) {
            var _ = request.whenRequestCancelling().thenRunAsync(cancelable::abandon, stopping);
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, stopping)
                    .execute(() -> cancelable.cancel("the query took longer than " + limit.toMillis()
                            + " ms (store.list_timeout); narrow it down: filter by recipient or notification, or use a"
                            + " later since"));
        }
    }
}
