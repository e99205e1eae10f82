package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.LogEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads events that are older than the log's window from durable storage. */
public interface History {
    /**
     * Finds the events of a recipient (of all recipients if null) after a cursor and up to the start of the
     * window, in log order per partition. For all recipients, both cursors have a position per partition. The future completes with null if the history may be incomplete: the cursor is
     * older than the retained events, or there are too many events.
     */
    CompletableFuture<@Nullable Pages> behind(String tenant, @Nullable String recipient, Cursor after, Cursor floor);

    /** Pages of events. The next page is read only after the previous one was taken. */
    interface Pages {
        /** Returns the next page; empty at the end. */
        CompletableFuture<List<LogEntry>> next();
    }
}
