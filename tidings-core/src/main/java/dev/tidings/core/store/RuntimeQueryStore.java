package dev.tidings.core.store;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads runtimes and the log of their operations. */
public interface RuntimeQueryStore {
    Optional<GameRuntime> runtime(String tenant, String gameId);

    /** A page, by game; ended ones among them. */
    Page<GameRuntime> runtimes(String tenant, @Nullable String cursor, int limit);

    /** Runtimes of all tenants that run, or may, or are held by an operation; by tenant and game. */
    List<GameRuntime> liveRuntimes(int limit);

    Optional<Operation> operation(String tenant, String id);

    /** A page of a game's, newest first. */
    Page<Operation> operations(String tenant, String gameId, @Nullable String cursor, int limit);

    /** Operations that have ended and are still to be told over their stream, oldest first. */
    List<Operation> unpublished(int limit);
}
