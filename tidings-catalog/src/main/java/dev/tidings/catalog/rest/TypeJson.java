package dev.tidings.catalog.rest;

import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.TypeDefinition;
import dev.tidings.http.IfMatch;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes types as JSON. */
final class TypeJson {
    private TypeJson() {}

    static void write(JsonWriter json, NotificationType type) throws IOException {
        TypeDefinition definition = type.definition();
        json.text("name", type.name());
        json.text("description", definition.description());
        json.raw("schema", definition.schema());
        json.raw("example", definition.example());
        json.texts("channels", definition.channels());
        json.bool("mandatory", definition.mandatory());
        json.bool("deprecated", definition.deprecated());
        json.text("validation", definition.validation().code());
        json.time("deprecated_at", type.deprecatedAt());
        json.time("created_at", type.createdAt());
        json.time("updated_at", type.updatedAt());
        json.text("etag", IfMatch.tag(type.version()));
    }
}
