package dev.tidings.server.config;

import java.util.List;

/**
 * The types catalogue.
 *
 * @param refusesUnknown whether intents of types that are not in the catalogue are refused
 * @param perTenant the maximum number of types of a tenant
 * @param schema the maximum size of a type's schema, and of its example, in bytes
 */
public record TypesSection(boolean refusesUnknown, int perTenant, int schema) {
    private static final int KIB = 1024;

    static TypesSection read(Section in) {
        return new TypesSection(
                in.choice("unknown", "accept", List.of("accept", "refuse")).equals("refuse"),
                in.integer("per_tenant", 1_000, 1, 10_000),
                in.bytes("schema", 64 * KIB, KIB, 256 * KIB));
    }
}
