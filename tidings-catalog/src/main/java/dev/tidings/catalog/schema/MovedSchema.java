package dev.tidings.catalog.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A schema as a part of another document: its references start at the root of that document. */
public final class MovedSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MovedSchema() {}

    /**
     * Returns the text of an accepted schema.
     *
     * @param pointer where the other document has the schema
     */
    public static String at(String pointer, String schema) {
        try {
            JsonNode document = JSON.readTree(schema);
            for (SchemaPlace place : SchemaOutline.of(document).places()) {
                if (place.schema() instanceof ObjectNode object && object.has("$ref")) {
                    object.put(
                            "$ref", "#" + pointer + object.get("$ref").asText().substring(1));
                }
            }
            ((ObjectNode) document).remove("$id");
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("a stored schema is not JSON", defect);
        }
    }
}
