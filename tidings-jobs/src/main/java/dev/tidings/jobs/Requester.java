package dev.tidings.jobs;

import dev.tidings.jobs.runtime.Publication;
import org.jspecify.annotations.Nullable;

/**
 * The requester of an operation.
 *
 * @param tenant the tenant that owns the game
 * @param source {@code redis:<stream>}, {@code rest}, {@code grpc}, {@code watcher}
 * @param ref the id of the request, such as a stream entry id; at most one operation per source and ref. Null for
 * none
 * @param publication whether the result is published to a stream
 */
public record Requester(
        String tenant, String source, @Nullable String ref, Publication publication) {
    private static final String STREAM = "redis:";
    static final String WATCHER = "watcher";

    /** A caller that waits for the response. */
    public static Requester api(String tenant, String source) {
        return new Requester(tenant, source, null, Publication.NONE);
    }

    /**
     * @param entry the stream entry id
     */
    public static Requester stream(String tenant, String stream, String entry) {
        return new Requester(tenant, STREAM + stream, entry, Publication.DUE);
    }

    static Requester watcher(String tenant, String ref) {
        return new Requester(tenant, WATCHER, ref, Publication.DUE);
    }

    /** Whether the source repeats the request until it has a result. */
    static boolean repeats(String source) {
        return source.startsWith(STREAM);
    }
}
