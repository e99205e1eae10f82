package dev.tidings.catalog;

import dev.tidings.core.store.Page;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored catalogue. Every change raises the version of the tenant's catalogue in the same transaction. */
public interface TypeStore {
    /** The version of a type that does not exist yet. */
    long NEW = 0;

    Optional<NotificationType> find(String tenant, String name);

    /** Returns a page by name. */
    Page<NotificationType> list(String tenant, @Nullable String cursor, int limit);

    /**
     * Writes a type if its version is still the expected one.
     *
     * @param expected {@link #NEW} if the type must not exist yet
     * @param most the maximum number of types of a tenant; throws a ProblemException if a new type exceeds it
     * @return the stored type; empty if another change was first
     */
    Optional<NotificationType> replace(String tenant, String name, TypeDefinition definition, long expected, int most);

    /**
     * Deletes a type if its version is still the expected one.
     *
     * @return false if another change was first, or the type does not exist
     */
    boolean delete(String tenant, String name, long expected);

    /** Returns the versions of the catalogues of all tenants, after the given tenant and in the order of tenants. */
    List<CatalogVersion> versions(String afterTenant, int limit);

    /** Returns the rules of a tenant's types, with the version of the catalogue that contains at least them. */
    Rules rules(String tenant, int limit);

    /**
     * The rules of a tenant.
     *
     * @param version read before the rules, so that a change in between is read again
     */
    record Rules(long version, List<TypeRule> rules) {
        public Rules {
            rules = List.copyOf(rules);
        }
    }
}
