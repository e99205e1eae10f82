package dev.tidings.jobs.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry in the log of a game: appended when it begins, completed once when it ends.
 *
 * @param id {@code op_…}, ordered by time
 * @param source the requester: {@code redis:<stream>}, {@code rest}, {@code grpc}, or {@code watcher}
 * @param sourceRef the request, such as a stream entry id; unique per source. Null when it has no id
 * @param imageRef empty when no image is involved
 * @param reason given by the requester; empty when none was given
 * @param end null while it is running
 * @param endedAt null while it is running
 */
public record Operation(
        String id,
        String tenant,
        String gameId,
        OperationKind kind,
        String source,
        @Nullable String sourceRef,
        String imageRef,
        String reason,
        @Nullable JobEnd end,
        Instant startedAt,
        @Nullable Instant endedAt,
        Publication publication) {
    public static final String PREFIX = "op_";

    /** Returns the operation after it ended. */
    public Operation ended(JobEnd how, Instant at) {
        return new Operation(
                id, tenant, gameId, kind, source, sourceRef, imageRef, reason, how, startedAt, at, publication);
    }
}
