package dev.tidings.core.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What runs, or ran last, for a game of a tenant. There is one a game; what happened to it is told by its operations.
 *
 * @param containerId the driver's name for it; empty when nothing was ever started
 * @param engineEndpoint {@code host:port} of the engine; empty when nothing runs
 * @param driver which driver runs it
 * @param node the node that touched it last
 * @param exitCode when it ended by itself and the code is known
 * @param restarts how often in a row it was started again because it ended by itself
 * @param startedAt when its engine answered; null when none has
 * @param endedAt when it ended; null while it runs
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

    /** A game that nothing was started for yet. */
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

    /** Its engine answers. */
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

    /** It is gone: stopped, exited or not come up. */
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

    /** The same in another state; nothing else is known anew. */
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

    /** Started again so often in a row. */
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

    /** The same, held by an operation; by none with null. */
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
