package dev.tidings.core.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param id {@code key_…}, safe to show
 * @param name free text from the operator
 * @param lastUsedAt accurate to about a minute; null when never used
 */
public record ApiKey(
        String id,
        String tenant,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        @Nullable Instant revokedAt,
        KeyLimits limits,
        @Nullable Instant lastUsedAt) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Returns whether the key is neither revoked nor expired. */
    public boolean inForce(Instant now) {
        return revokedAt == null && !limits.expired(now);
    }

    public boolean allows(Scope needed) {
        return scopes.stream().anyMatch(scope -> scope.covers(needed));
    }
}
