package dev.tidings.tenants;

import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.TenantUsage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored tenants. */
public interface TenantStore {
    /** Returns the tenant with this id: stored, or implied by an API key. */
    Optional<Tenant> find(String id);

    /** Returns a page of the stored tenants and those implied by an API key, by id. */
    Page<Tenant> list(@Nullable String cursor, int limit);

    /** Returns the stored tenants after an id, in the order of ids, for the cache of a node. */
    List<Tenant> stored(String after, int limit);

    /**
     * Writes a tenant if its version is still the expected one.
     *
     * @param wanted its settings and its status
     * @param expected {@link Tenant#NEW} if it must not be stored yet
     * @return the stored tenant; empty if another change was first
     */
    Optional<Tenant> replace(Tenant wanted, long expected);

    /** Removes the row of a tenant that is being deleted; returns false if it is not being deleted. */
    boolean remove(String id);

    /** Returns the last count of a tenant; empty if it was never counted. */
    Optional<TenantUsage> usage(String id);

    /** Returns the last counts of tenants after an id, in the order of ids. */
    List<TenantUsage> usages(String after, int limit);

    /** Counts the endpoints of a tenant, up to a bound. */
    int endpoints(String id, int bound);
}
