package dev.tidings.catalog;

import java.util.Set;

/**
 * What the configuration says about the catalogue.
 *
 * @param refusesUnknown whether intents of types that are not in the catalogue are refused
 * @param types the maximum number of types of a tenant
 * @param schemaBytes the maximum size of a schema or example
 * @param channels the channels of this server
 */
public record CatalogPolicy(boolean refusesUnknown, int types, int schemaBytes, Set<String> channels) {
    public CatalogPolicy {
        channels = Set.copyOf(channels);
    }
}
