package dev.tidings.jobs.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The current or last runtime of a game; each game of a tenant has one. Its history is its operations.
 *
 * @param containerId the driver's id; empty when nothing was ever started
 * @param engineEndpoint {@code host:port} of the runtime; empty when nothing runs
 * @param driver the driver that runs it
 * @param node the node that changed it last
 * @param exitCode set when it exited by itself and the code is known
 * @param restarts consecutive automatic restarts after exits
 * @param startedAt when it became ready; null when it never did
 * @param endedAt null while it runs
 * @param operation the id of the operation that holds it; null when none does
 */
public record GameRuntime(
        String tenant,
        String gameId,
        String imageRef,
        String containerId,
        String engineEndpoint,
        RuntimeStatus status,
        String driver,
        String node,
        @Nullable Integer exitCode,
        int restarts,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant changedAt,
        @Nullable String operation) {

    /** Creates the runtime of a game that has not been started before. */
    public static GameRuntime requested(
            String tenant, String gameId, String imageRef, String driver, String node, Instant at) {
        return new GameRuntime(
                tenant,
                gameId,
                imageRef,
                "",
                "",
                RuntimeStatus.STARTING,
                driver,
                node,
                null,
                0,
                at,
                null,
                null,
                at,
                null);
    }

    /** Returns the runtime after it became ready. */
    public GameRuntime running(String image, String container, String endpoint, String onNode, Instant at) {
        return new GameRuntime(
                tenant,
                gameId,
                image,
                container,
                endpoint,
                RuntimeStatus.RUNNING,
                driver,
                onNode,
                null,
                restarts,
                createdAt,
                at,
                null,
                at,
                operation);
    }

    /** Returns the runtime after it stopped, exited or failed to start. */
    public GameRuntime ended(RuntimeStatus as, @Nullable Integer code, Instant at) {
        return new GameRuntime(
                tenant,
                gameId,
                imageRef,
                containerId,
                "",
                as,
                driver,
                node,
                code,
                restarts,
                createdAt,
                startedAt,
                at,
                at,
                operation);
    }

    /** Returns a copy with another status. */
    public GameRuntime as(RuntimeStatus other, Instant at) {
        return new GameRuntime(
                tenant,
                gameId,
                imageRef,
                containerId,
                engineEndpoint,
                other,
                driver,
                node,
                exitCode,
                restarts,
                createdAt,
                startedAt,
                endedAt,
                at,
                operation);
    }

    /** Returns a copy with this number of consecutive restarts. */
    public GameRuntime restarted(int times) {
        return new GameRuntime(
                tenant,
                gameId,
                imageRef,
                containerId,
                engineEndpoint,
                status,
                driver,
                node,
                exitCode,
                times,
                createdAt,
                startedAt,
                endedAt,
                changedAt,
                operation);
    }

    /** Returns a copy held by an operation; null for none. */
    public GameRuntime heldBy(@Nullable String id) {
        return new GameRuntime(
                tenant,
                gameId,
                imageRef,
                containerId,
                engineEndpoint,
                status,
                driver,
                node,
                exitCode,
                restarts,
                createdAt,
                startedAt,
                endedAt,
                changedAt,
                id);
    }
}
