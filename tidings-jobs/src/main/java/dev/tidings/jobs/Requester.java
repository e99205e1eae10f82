package dev.tidings.jobs;

import dev.tidings.core.job.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for an operation.
 *
 * @param tenant whose game it is
 * @param source {@code redis:<stream>}, {@code rest}, {@code grpc}, {@code watcher}
 * @param ref what asked, such as a stream entry id: one of a source is one operation. Null when it has no name
 * @param publication whether the end is told over a stream
 */
public record Requester(
        String tenant, String source, @Nullable String ref, Publication publication) {
    private static final String STREAM = "redis:";
    static final String WATCHER = "watcher";

    /** Somebody who waits for the answer. */
    public static Requester api(String tenant, String source) {
        return new Requester(tenant, source, null, Publication.NONE);
    }

    /** @param entry of the stream */
    public static Requester stream(String tenant, String stream, String entry) {
        return new Requester(tenant, STREAM + stream, entry, Publication.DUE);
    }

    static Requester watcher(String tenant, String ref) {
        return new Requester(tenant, WATCHER, ref, Publication.DUE);
    }

    /** Whether what asked comes again by itself until it has its result. */
    static boolean comesAgain(String source) {
        return source.startsWith(STREAM);
    }
}
