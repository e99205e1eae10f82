package dev.tidings.catalog;

/**
 * The version of a tenant's catalogue.
 *
 * @param version rises with every change of the tenant's types
 */
public record CatalogVersion(String tenant, long version) {}
