package dev.tidings.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a type that every intent needs. The schema is left out, because it may be large.
 *
 * @param hasSchema whether the type has a schema
 * @param deprecatedAt when it became deprecated; null if it is not
 */
public record TypeRule(
        String name,
        long version,
        ValidationMode validation,
        boolean hasSchema,
        List<String> channels,
        @Nullable Instant deprecatedAt) {
    public TypeRule {
        channels = List.copyOf(channels);
    }

    /** Whether payloads of this type are checked. */
    public boolean checksPayload() {
        return hasSchema && validation != ValidationMode.OFF;
    }
}
