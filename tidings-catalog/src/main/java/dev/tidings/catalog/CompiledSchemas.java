package dev.tidings.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.catalog.schema.PayloadSchema;
import org.jspecify.annotations.Nullable;

/** Compiled schemas by version of their type, bounded by the size of their texts. */
final class CompiledSchemas {
    private static final long MOST_CHARS = 8L * 1024 * 1024;

    private final Cache<Key, Compiled> known = Caffeine.newBuilder()
            .maximumWeight(MOST_CHARS)
            .weigher((Key key, Compiled compiled) -> compiled.chars())
            .executor(Runnable::run)
            .build();

    private record Key(String tenant, String type, long version) {}

    private record Compiled(PayloadSchema schema, int chars) {}

    @Nullable
    PayloadSchema find(String tenant, String type, long version) {
        Compiled found = known.getIfPresent(new Key(tenant, type, version));
        return found == null ? null : found.schema();
    }

    /** Compiles and keeps the schema of a stored type. */
    PayloadSchema compile(NotificationType type, String schema) {
        PayloadSchema compiled = PayloadSchema.compile(schema);
        known.put(new Key(type.tenant(), type.name(), type.version()), new Compiled(compiled, schema.length()));
        return compiled;
    }
}
