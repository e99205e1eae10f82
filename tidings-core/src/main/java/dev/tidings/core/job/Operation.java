package dev.tidings.core.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log of a game: appended when it begins, completed once when it ends, never changed otherwise.
 *
 * @param id {@code op_…}, ordered by time
 * @param source who asked: {@code redis:<stream>}, {@code rest}, {@code grpc}, or {@code watcher}
 * @param sourceRef what asked, such as a stream entry id; one of a source is one operation. Null when it has no name
 * @param imageRef empty for what is not about an image
 * @param reason what who asked gave as the reason; empty when none was given
 * @param end null while it is under way
 * @param endedAt null while it is under way
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

    /** The same, ended. */
    public Operation ended(JobEnd how, Instant at) {
        return new Operation(
                id, tenant, gameId, kind, source, sourceRef, imageRef, reason, how, startedAt, at, publication);
    }
}
