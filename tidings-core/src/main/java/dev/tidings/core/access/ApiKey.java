package dev.tidings.core.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key without its secret.
 *
 * @param id {@code key_…}, fit to be shown
 * @param name what it is for, in the operator's words
 */
public record ApiKey(
        String id,
        String tenant,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    public boolean allows(Scope needed) {
        return scopes.stream().anyMatch(scope -> scope.covers(needed));
    }
}
