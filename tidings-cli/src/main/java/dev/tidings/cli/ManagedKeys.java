package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Manages API keys; returns them in the format of the REST API. */
public interface ManagedKeys extends AutoCloseable {
    /**
     * Creates a key and returns it with its text in {@code key}. Throws a ProblemException for invalid limits.
     *
     * @param tenant null for the default tenant
     */
    JsonNode create(@Nullable String tenant, String name, Set<Scope> scopes, KeyLimits limits);

    List<JsonNode> list();

    /** Returns false when the key does not exist or is already revoked. */
    boolean revoke(String id);

    /** Returns false when the key does not exist or is revoked. */
    boolean expire(String id, Instant at);

    @Override
    void close();
}
