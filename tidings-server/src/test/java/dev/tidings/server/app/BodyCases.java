package dev.tidings.server.app;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bodies at and beyond each limit in a schema of the document, derived from a valid body with a single change each.
 */
final class BodyCases {
    /** A code point of two UTF-16 units, since lengths are in code points. */
    private static final String WIDE = "\uD83D\uDE00";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * A body, and the field for which the server must refuse it.
     *
     * @param what the difference
     * @param field the field, as named in a problem
     * @param overLimit whether only its length matters: other rules of the field may refuse what is as long as it may be
     */
    record Case(String what, String field, JsonNode body, boolean refused, boolean overLimit) {
        @Override
        public String toString() {
            String shown = body.toString();
            return field + ", " + what + ": " + (shown.length() > 300 ? shown.substring(0, 300) + "…" : shown);
        }
    }

    private final JsonNode right;
    private final List<Case> cases = new ArrayList<>();
    private final Set<String> visited = new TreeSet<>();

    private BodyCases(JsonNode right) {
        this.right = right;
    }

    /** @param visited receives the path of each property of the body */
    static List<Case> of(String schema, JsonNode right, Set<String> visited) {
        BodyCases cases = new BodyCases(right);
        cases.walk(OpenApi.DOCUMENT.schemas().get(schema), JsonPointer.empty(), "");
        visited.addAll(cases.visited);
        return cases.cases;
    }

    private void walk(JsonNode given, JsonPointer at, String field) {
        JsonNode schema = plain(given);
        Set<String> types = types(given);
        JsonNode value = right.at(at);
        if (types.contains("object")) {
            object(schema, at, field);
        } else if (types.contains("array")) {
            array(schema, at, field);
        } else if (types.contains("string")) {
            text(schema, at, field, value.asText());
        } else if (types.contains("integer")) {
            integer(schema, at, field);
        }
        if (!types.isEmpty() && !at.toString().isEmpty()) {
            refused("of another type", at, field, JSON.numberNode(types.contains("integer") ? 1.5 : 7.5));
        }
    }

    private void object(JsonNode schema, JsonPointer at, String field) {
        ObjectNode properties = JSON.objectNode();
        Set<String> required = new TreeSet<>();
        collect(schema, properties, required);
        boolean free = schema.path("additionalProperties").isObject();
        if (!free) {
            refused(
                    "an unknown property",
                    at.appendProperty("no_such_field"),
                    join(field, "no_such_field"),
                    JSON.nullNode());
        }
        if (schema.has("maxProperties")) {
            ObjectNode full = JSON.objectNode();
            for (int i = 0; i < schema.get("maxProperties").asInt(); i++) {
                full.put("name" + i, "v");
            }
            overLimit("as many as there may be", at, field, full, false);
            overLimit("one too many", at, field, full.deepCopy().put("more", "v"), true);
        }
        if (free) {
            JsonNode value = schema.get("additionalProperties");
            right.at(at).fieldNames().forEachRemaining(name -> walk(value, at.appendProperty(name), join(field, name)));
            return;
        }
        // Where one of several must be there, or what is needed follows from a type, no property is always needed.
        boolean alternatives = schema.has("minProperties") || required.equals(Set.of("type"));
        properties.properties().forEach(property -> {
            String name = property.getKey();
            JsonPointer inside = at.appendProperty(name);
            if (right.at(inside).isMissingNode()) {
                return;
            }
            String path = join(field, name);
            visited.add(path);
            if (required.contains(name)) {
                removed(inside, path);
                refused("null", inside, path, JSON.nullNode());
            } else if (!alternatives) {
                if (types(property.getValue()).isEmpty() || nullable(property.getValue())) {
                    taken("null", inside, path, JSON.nullNode());
                } else {
                    refused("null", inside, path, JSON.nullNode());
                }
            }
            walk(property.getValue(), inside, path);
        });
    }

    private static void collect(JsonNode schema, ObjectNode properties, Set<String> required) {
        schema.path("allOf").forEach(part -> collect(OpenApi.DOCUMENT.resolved(part), properties, required));
        schema.path("properties")
                .properties()
                .forEach(property -> properties.set(property.getKey(), property.getValue()));
        schema.path("required").forEach(name -> required.add(name.asText()));
    }

    private void array(JsonNode schema, JsonPointer at, String field) {
        JsonNode first = right.at(at).get(0);
        JsonNode items = schema.get("items");
        if (schema.path("minItems").asInt() > 0) {
            refused("empty", at, field, JSON.arrayNode());
        }
        if (schema.has("maxItems")) {
            int most = schema.get("maxItems").asInt();
            overLimit("as many as there may be", at, field, filled(first, most), false);
            overLimit("one too many", at, field, filled(first, most + 1), true);
        }
        ArrayNode twice = JSON.arrayNode().add(first).add(first);
        if (schema.path("uniqueItems").asBoolean()) {
            refused("twice the same", at, field, twice);
        } else {
            taken("twice the same", at, field, twice);
        }
        refused("null in it", at, field, JSON.arrayNode().addNull());
        walk(items, at.appendIndex(0), field + "[0]");
    }

    private static ArrayNode filled(JsonNode item, int size) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < size; i++) {
            array.add(item.isTextual() ? JSON.textNode("item" + i) : item);
        }
        return array;
    }

    private void text(JsonNode schema, JsonPointer at, String field, String value) {
        if (schema.has("enum")) {
            schema.get("enum").forEach(word -> taken("each of its words", at, field, word));
            refused("no word of it", at, field, JSON.textNode("no_such_word"));
            return;
        }
        if (schema.path("minLength").asInt() > 0) {
            refused("an empty text", at, field, JSON.textNode(""));
        }
        if (schema.has("maxLength")) {
            int most = schema.get("maxLength").asInt();
            overLimit("as long as it may be", at, field, JSON.textNode("a".repeat(most)), false);
            overLimit("one too long", at, field, JSON.textNode("a".repeat(most + 1)), true);
            overLimit("as long as it may be", at, field, JSON.textNode(WIDE.repeat(most)), false);
            overLimit("one too long", at, field, JSON.textNode(WIDE.repeat(most + 1)), true);
        }
        if (schema.has("pattern")) {
            String wrong = "~ " + value;
            if (wrong.matches(schema.get("pattern").asText())
                    || !value.matches(schema.get("pattern").asText())) {
                throw new AssertionError(field + ": the pattern tells nothing apart");
            }
            refused("not of its pattern", at, field, JSON.textNode(wrong));
        }
        if (schema.path("format").asText().equals("date-time")) {
            for (String wrong :
                    List.of("", "tomorrow", "2026-01-31", "2026-01-31T24:00:00Z", "+12026-01-31T00:00:00Z")) {
                refused("no time", at, field, JSON.textNode(wrong));
            }
        }
        boolean bounded = schema.has("maxLength") || schema.has("pattern") || schema.has("format");
        if (!bounded) {
            throw new AssertionError(field + ": a text that is sent has no bound");
        }
    }

    private void integer(JsonNode schema, JsonPointer at, String field) {
        if (schema.has("minimum")) {
            long least = schema.get("minimum").asLong();
            taken("the least", at, field, JSON.numberNode(least));
            refused("less", at, field, JSON.numberNode(least - 1));
        }
        if (schema.has("maximum")) {
            long most = schema.get("maximum").asLong();
            taken("the most", at, field, JSON.numberNode(most));
            refused("more", at, field, JSON.numberNode(most + 1));
        }
    }

    private static JsonNode plain(JsonNode schema) {
        JsonNode resolved = OpenApi.DOCUMENT.resolved(schema);
        return resolved.has("oneOf")
                ? OpenApi.DOCUMENT.resolved(resolved.get("oneOf").get(0))
                : resolved;
    }

    /** Empty if any value is allowed. */
    private static Set<String> types(JsonNode schema) {
        Set<String> types = new TreeSet<>();
        JsonNode type = plain(schema).path("type");
        if (type.isTextual()) {
            types.add(type.asText());
        }
        type.forEach(one -> types.add(one.asText()));
        return types;
    }

    private static boolean nullable(JsonNode schema) {
        return types(schema).contains("null")
                || OpenApi.DOCUMENT.resolved(schema).has("oneOf");
    }

    private void removed(JsonPointer at, String field) {
        JsonNode body = right.deepCopy();
        ((ObjectNode) body.at(at.head())).remove(at.last().getMatchingProperty());
        cases.add(new Case("left out", field, body, true, false));
    }

    private void refused(String what, JsonPointer at, String field, JsonNode value) {
        cases.add(new Case(what, field, with(at, value), true, false));
    }

    private void taken(String what, JsonPointer at, String field, JsonNode value) {
        cases.add(new Case(what, field, with(at, value), false, false));
    }

    private void overLimit(String what, JsonPointer at, String field, JsonNode value, boolean over) {
        cases.add(new Case(what, field, with(at, value), over, true));
    }

    private JsonNode with(JsonPointer at, JsonNode value) {
        JsonNode body = right.deepCopy();
        JsonNode parent = body.at(at.head());
        if (parent instanceof ArrayNode array) {
            array.set(at.last().getMatchingIndex(), value);
        } else {
            ((ObjectNode) parent).set(at.last().getMatchingProperty(), value);
        }
        return body;
    }

    private static String join(String field, String name) {
        return field.isEmpty() ? name : field + "." + name;
    }
}
