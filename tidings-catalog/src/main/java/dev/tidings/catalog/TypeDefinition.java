package dev.tidings.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant says about a type.
 *
 * @param description for people; may be empty
 * @param schema the JSON Schema (2020-12) of payloads, as given; null for any payload
 * @param example a payload that satisfies the schema, as given
 * @param channels the channels of intents that name none, if no routing rule of the configuration matches; may be empty
 * @param mandatory whether recipients may not opt out
 * @param deprecated whether producers are to stop using the type
 */
public record TypeDefinition(
        String description,
        @Nullable String schema,
        @Nullable String example,
        List<String> channels,
        boolean mandatory,
        boolean deprecated,
        ValidationMode validation) {
    public TypeDefinition {
        channels = List.copyOf(channels);
    }
}
