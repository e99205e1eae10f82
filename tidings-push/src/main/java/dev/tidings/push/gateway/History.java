package dev.tidings.push.gateway;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What was sent before the log's window begins, kept durably. */
public interface History {
    /**
     * Finds the events of a recipient, or of all recipients where it is null, after a position and up to where the window
     * begins, in the log's order. The future gives null when it cannot be sure that it has all of them: they are older than
     * what is kept, or too many.
     */
    CompletableFuture<@Nullable Pages> behind(
            String tenant, @Nullable String recipient, Position after, Position floor);

    /** Read piece by piece, the next only when the last was taken. */
    interface Pages {
        /** Empty at the end. */
        CompletableFuture<List<Entry>> next();
    }
}
