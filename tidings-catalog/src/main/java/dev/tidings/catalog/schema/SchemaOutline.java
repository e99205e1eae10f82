package dev.tidings.catalog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The schemas inside a schema document, with resolved references. Refuses references that leave the document. */
final class SchemaOutline {
    static final String FIELD = "schema";

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final String LOCAL = "# or #/…, a reference to a schema in this document";

    /** Keywords with which a reference depends on more than the document's structure. */
    private static final Set<String> REFUSED =
            Set.of("$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "$vocabulary");

    private final Map<String, SchemaPlace> places = new LinkedHashMap<>();
    private final List<Reference> references = new ArrayList<>();

    private record Reference(SchemaPlace from, String target) {}

    private SchemaOutline() {}

    /** Throws a ProblemException that names the pointer of what is refused. */
    static SchemaOutline of(JsonNode document) {
        if (!document.isObject()) {
            throw Problem.invalid(FIELD, "not an object", "a JSON Schema (2020-12) as an object")
                    .exception();
        }
        JsonNode dialect = document.get("$schema");
        if (dialect != null && !dialect.asText().equals(DIALECT)) {
            throw refused("/$schema", "another dialect", DIALECT);
        }
        SchemaOutline outline = new SchemaOutline();
        outline.schema("", document);
        outline.references.forEach(outline::resolve);
        return outline;
    }

    SchemaPlace root() {
        return Objects.requireNonNull(places.get(""));
    }

    Collection<SchemaPlace> places() {
        return places.values();
    }

    private SchemaPlace schema(String pointer, JsonNode schema) {
        SchemaPlace place = new SchemaPlace(pointer, schema);
        places.put(pointer, place);
        schema.properties().forEach(keyword -> keyword(place, keyword.getKey(), keyword.getValue()));
        return place;
    }

    private void keyword(SchemaPlace place, String keyword, JsonNode value) {
        String pointer = below(place.pointer(), keyword);
        if (REFUSED.contains(keyword)
                || (keyword.equals("$id") && !place.pointer().isEmpty())) {
            throw refused(pointer, keyword + " is not supported", "references of the form " + LOCAL);
        }
        switch (keyword) {
            case "$ref" -> references.add(new Reference(place, value.asText()));
            case "not", "if", "then", "else" -> one(pointer, value, place.same());
            case "allOf", "anyOf", "oneOf" -> list(pointer, value, place.same());
            case "dependentSchemas" -> map(pointer, value, place.same());
            case "properties" -> map(pointer, value, place.properties());
            case "additionalProperties", "unevaluatedProperties" -> one(pointer, value, place.properties());
            case "patternProperties" -> {
                value.fieldNames().forEachRemaining(pattern -> LinearPatterns.check(below(pointer, pattern), pattern));
                map(pointer, value, place.patterns());
            }
            case "propertyNames", "contains" -> one(pointer, value, place.contained());
            case "items", "unevaluatedItems" -> one(pointer, value, place.items());
            case "prefixItems" -> list(pointer, value, place.items());
            case "$defs", "definitions" -> map(pointer, value, null);
            case "pattern" -> LinearPatterns.check(pointer, value.asText());
            default -> {
                // Applies no schema.
            }
        }
    }

    private void one(String pointer, JsonNode schema, @Nullable List<SchemaPlace> to) {
        SchemaPlace place = schema(pointer, schema);
        if (to != null) {
            to.add(place);
        }
    }

    private void list(String pointer, JsonNode schemas, List<SchemaPlace> to) {
        for (int i = 0; i < schemas.size(); i++) {
            one(below(pointer, Integer.toString(i)), schemas.get(i), to);
        }
    }

    private void map(String pointer, JsonNode schemas, @Nullable List<SchemaPlace> to) {
        schemas.properties().forEach(entry -> one(below(pointer, entry.getKey()), entry.getValue(), to));
    }

    private void resolve(Reference reference) {
        String target = reference.target();
        SchemaPlace found = target.startsWith("#") ? places.get(target.substring(1)) : null;
        if (found == null) {
            throw refused(
                    below(reference.from().pointer(), "$ref"),
                    target.startsWith("#") ? "no schema is there" : "refers to another document",
                    LOCAL);
        }
        reference.from().same().add(found);
    }

    private static ProblemException refused(String pointer, String reason, String expected) {
        return Problem.inside(ProblemCode.INVALID_FIELD, FIELD, pointer, reason, expected)
                .exception();
    }

    private static String below(String pointer, String token) {
        return pointer + "/" + token.replace("~", "~0").replace("/", "~1");
    }
}
