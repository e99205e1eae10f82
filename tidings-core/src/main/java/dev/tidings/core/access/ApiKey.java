package dev.tidings.core.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key without its secret.
 *
 * @param id {@code key_…}, fit to be shown
 * @param name what it is for, in the operator's words
 * @param lastUsedAt to about a minute; null: not yet
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

    /** Whether it opens anything at this time. */
    public boolean inForce(Instant now) {
        return revokedAt == null && !limits.expired(now);
    }

    public boolean allows(Scope needed) {
        return scopes.stream().anyMatch(scope -> scope.covers(needed));
    }
}
