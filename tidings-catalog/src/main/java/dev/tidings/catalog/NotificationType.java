package dev.tidings.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A type in the catalogue of a tenant.
 *
 * @param version of the tenant's catalogue when the type was last changed; never used twice, not even after a deletion
 * @param deprecatedAt when it became deprecated; null if it is not
 */
public record NotificationType(
        String tenant,
        String name,
        TypeDefinition definition,
        long version,
        @Nullable Instant deprecatedAt,
        Instant createdAt,
        Instant updatedAt) {}
