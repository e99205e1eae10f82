package dev.tidings.jobs.runtime;

import dev.tidings.core.store.Page;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads runtimes and the log of their operations. */
public interface RuntimeQueryStore {
    Optional<GameRuntime> runtime(String tenant, String gameId);

    /** Returns a page by game, including ended runtimes. */
    Page<GameRuntime> runtimes(String tenant, @Nullable String cursor, int limit);

    /** Returns runtimes of all tenants that may be running or are held by an operation, by tenant and game. */
    List<GameRuntime> liveRuntimes(int limit);

    Optional<Operation> operation(String tenant, String id);

    /** Returns a page of a game's operations, newest first. */
    Page<Operation> operations(String tenant, String gameId, @Nullable String cursor, int limit);

    /** Returns ended operations that are still to be published to their stream, oldest first. */
    List<Operation> unpublished(int limit);
}
