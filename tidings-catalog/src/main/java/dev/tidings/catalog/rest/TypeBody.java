package dev.tidings.catalog.rest;

import dev.tidings.catalog.TypeDefinition;
import dev.tidings.catalog.ValidationMode;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of a put. */
final class TypeBody {
    /** Read-only fields of a get response. A put ignores them, so that a response can be sent back. */
    private static final Set<String> SHOWN = Set.of("name", "deprecated_at", "created_at", "updated_at", "etag");

    private String description = "";
    private @Nullable String schema;
    private @Nullable String example;
    private List<String> channels = List.of();
    private boolean mandatory;
    private boolean deprecated;
    private ValidationMode validation = ValidationMode.WARN;

    private TypeBody() {}

    static TypeDefinition read(byte[] body) {
        return JsonReader.read(body, json -> new TypeBody().object(json));
    }

    private TypeDefinition object(JsonReader json) throws IOException {
        json.object(
                "description, schema, example, channels, mandatory, deprecated, validation", name -> field(json, name));
        return new TypeDefinition(description, schema, example, channels, mandatory, deprecated, validation);
    }

    private boolean field(JsonReader json, String name) throws IOException {
        switch (name) {
            case "description" -> description = Objects.requireNonNullElse(json.optionalText(), "");
            case "schema" -> schema = raw(json);
            case "example" -> example = raw(json);
            case "channels" -> channels = json.absent() ? List.of() : texts(json);
            case "mandatory" -> mandatory = !json.absent() && json.bool();
            case "deprecated" -> deprecated = !json.absent() && json.bool();
            case "validation" -> validation = json.absent() ? ValidationMode.WARN : mode(json.text());
            default -> {
                if (!SHOWN.contains(name)) {
                    return false;
                }
                json.skip();
            }
        }
        return true;
    }

    private static @Nullable String raw(JsonReader json) throws IOException {
        byte[] raw = json.optionalRaw();
        return raw == null ? null : new String(raw, StandardCharsets.UTF_8);
    }

    private static List<String> texts(JsonReader json) throws IOException {
        List<String> texts = new ArrayList<>();
        json.array(_ -> texts.add(json.text()));
        return texts;
    }

    private static ValidationMode mode(String code) {
        if (!ValidationMode.CODES.contains(code)) {
            throw Problem.invalid("validation", code, "one of " + String.join(", ", ValidationMode.CODES))
                    .exception();
        }
        return ValidationMode.ofCode(code);
    }
}
