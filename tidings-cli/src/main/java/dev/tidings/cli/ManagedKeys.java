package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** API keys as commands manage them, each as the REST API shows it. */
public interface ManagedKeys extends AutoCloseable {
    /**
     * A fresh key, with its text in {@code key}. Throws a ProblemException for limits that do not hold.
     *
     * @param tenant null for the usual one
     */
    JsonNode create(@Nullable String tenant, String name, Set<Scope> scopes, KeyLimits limits);

    List<JsonNode> list();

    /** False when there is no such key or it is revoked already. */
    boolean revoke(String id);

    /** False when there is no such key or it is revoked. */
    boolean expire(String id, Instant at);

    @Override
    void close();
}
