package dev.tidings.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** docs/openapi.yaml, with validation of responses against it. */
final class OpenApi {
    static final OpenApi DOCUMENT = new OpenApi();

    private final ObjectNode document;
    private final Map<String, Pattern> templates = new HashMap<>();
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    private OpenApi() {
        try {
            document = (ObjectNode) new YAMLMapper()
                    .readTree(Path.of("..", "docs", "openapi.yaml").toFile());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        document.get("paths").fieldNames().forEachRemaining(path -> templates.put(path, pattern(path)));
    }

    /** Every operation as {@code GET /path/{template}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return operations;
    }

    JsonNode operation(String operation) {
        String[] parts = operation.split(" ", 2);
        return document.get("paths").get(parts[1]).get(parts[0].toLowerCase(Locale.ROOT));
    }

    JsonNode schemas() {
        return document.at("/components/schemas");
    }

    /** The whole document. */
    JsonNode document() {
        return document;
    }

    /** The target of a reference, or the node itself. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** The parameters of an operation, of an operation as {@link #operations} gives it. */
    List<JsonNode> parameters(String operation) {
        String[] parts = operation.split(" ", 2);
        JsonNode path = document.get("paths").get(parts[1]);
        List<JsonNode> parameters = new ArrayList<>();
        path.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        operation(operation).path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    /** The names of an operation's parameters in the query, of an operation as {@link #operations} gives it. */
    Set<String> queryParameters(String operation) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : parameters(operation)) {
            if (parameter.get("in").asText().equals("query")) {
                names.add(parameter.get("name").asText());
            }
        }
        return names;
    }

    /** The names of a schema's properties, including those of its parts. */
    Set<String> properties(String schema) {
        Set<String> names = new TreeSet<>();
        collect(document.at("/components/schemas/" + schema), names);
        return names;
    }

    private void collect(JsonNode schema, Set<String> names) {
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        schema.path("allOf").forEach(part -> collect(part, names));
        schema.path("oneOf").forEach(part -> collect(part, names));
        if (schema.has("$ref")) {
            collect(document.at(schema.get("$ref").asText().substring(1)), names);
        }
    }

    /** Throws unless a response matches the document. */
    void check(String method, String path, EdgeServer.Answer answer) {
        String pointer = pointer(method, path);
        if (pointer == null || answer.http().content().isEmpty()) {
            return;
        }
        JsonNode responses = document.at(pointer + "/responses");
        String range = answer.status() / 100 + "XX";
        String status = responses.has(String.valueOf(answer.status()))
                ? String.valueOf(answer.status())
                : responses.has(range) ? range : "default";
        if (!responses.has(status)) {
            throw new AssertionError(method + " " + path + " answered " + answer + ", which is not documented");
        }
        if (!answer.contentType().matches("application/(?:problem\\+)?json(?:;.*)?")) {
            return;
        }
        String content = responses.get(status).has("$ref")
                ? responses.get(status).get("$ref").asText().substring(1)
                : pointer + "/responses/" + status;
        String type = answer.contentType().startsWith("application/problem") ? "problem+json" : "json";
        Set<ValidationMessage> wrong = schema(content + "/content/application~1" + type + "/schema")
                .validate(
                        answer.http().contentUtf8(),
                        InputFormat.JSON,
                        execution -> execution.getExecutionConfig().setFormatAssertionsEnabled(true));
        if (!wrong.isEmpty()) {
            throw new AssertionError(method + " " + path + " answered " + answer + ", but " + wrong);
        }
    }

    private JsonSchema schema(String pointer) {
        return schemas.computeIfAbsent(pointer, at -> {
            ObjectNode schema = document.deepCopy();
            schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            schema.put("$ref", "#" + at);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        });
    }

    private @Nullable String pointer(String method, String path) {
        String plain = path.replaceFirst("\\?.*", "");
        String name = method.toLowerCase(Locale.ROOT);
        String found = null;
        for (Map.Entry<String, Pattern> template : templates.entrySet()) {
            boolean matches = template.getValue().matcher(plain).matches()
                    && document.get("paths").get(template.getKey()).has(name);
            // The longest template is the most specific: {id}:replay before {id}.
            if (matches && (found == null || template.getKey().length() > found.length())) {
                found = template.getKey();
            }
        }
        return found == null ? null : "/paths/" + found.replace("~", "~0").replace("/", "~1") + "/" + name;
    }

    private static Pattern pattern(String template) {
        return Pattern.compile("\\Q" + template.replaceAll("\\{\\w+}", "\\\\E[^/]+?\\\\Q") + "\\E");
    }
}
