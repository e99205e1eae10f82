package dev.tidings.catalog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema inside a schema document, and the schemas that it applies: to the same value, or to parts of the value. Of an
 * alternative, only one schema applies to one part.
 *
 * @param same schemas for the same value
 * @param properties schemas for the value of a property, which has at most one of them
 * @param patterns further schemas for the value of a property, which may have all of them
 * @param items schemas for an item, which has at most one of them
 * @param contained further schemas for an item or for the name of a property
 */
record SchemaPlace(
        String pointer,
        JsonNode schema,
        List<SchemaPlace> same,
        List<SchemaPlace> properties,
        List<SchemaPlace> patterns,
        List<SchemaPlace> items,
        List<SchemaPlace> contained) {
    private static final long REFERENCE = 50;

    SchemaPlace(String pointer, JsonNode schema) {
        this(
                pointer,
                schema,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** The keywords and the entries of their values, each of which is looked at once per value. */
    long weight() {
        // A reference costs depth of the stack too.
        long weight = schema.has("$ref") ? REFERENCE : 1;
        for (JsonNode value : schema) {
            weight += 1 + value.size();
        }
        return weight;
    }

    /** Places are equal only to themselves: a reference may lead back to where it stands. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return pointer.hashCode();
    }

    @Override
    public String toString() {
        return pointer;
    }
}
