package dev.tidings.core.tenant;

import org.jspecify.annotations.Nullable;

/**
 * The rows of tenants in some tables. Every part of the server with tables of its own has one, so that the deletion of a
 * tenant leaves no row.
 */
public interface TenantData {
    /** What is removed, such as {@code endpoints}; unique. */
    String name();

    /**
     * Removes a bounded number of a tenant's rows in one transaction; blocks. May be repeated. Throws a ProblemException if
     * the tenant cannot be deleted now.
     *
     * @param after where an earlier call stopped; empty to begin
     */
    Removal remove(String tenant, String after);

    /**
     * A part of the removal.
     *
     * @param removed the number of rows
     * @param next where the next call continues; null if no row is left
     */
    record Removal(int removed, @Nullable String next) {}
}
