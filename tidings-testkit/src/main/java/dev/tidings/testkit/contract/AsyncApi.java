package dev.tidings.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * A document of docs/contracts; checks the fields of stream entries against its messages. Values are strings, as in
 * Redis.
 */
public final class AsyncApi {
    static final Path FOLDER = Path.of("..", "docs", "contracts");

    private final JsonNode document;

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    /** @param name such as {@code intents} for intents.asyncapi.yaml */
    public static AsyncApi of(String name) {
        return read(FOLDER.resolve(name + ".asyncapi.yaml"));
    }

    static AsyncApi read(Path file) {
        try {
            return new AsyncApi(new YAMLMapper().readTree(file.toFile()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    JsonNode document() {
        return document;
    }

    /** The stream's default name. */
    public String address(String channel) {
        return document.at("/channels/" + channel + "/address").asText();
    }

    /** The names of a message's fields. */
    public Set<String> fields(String message) {
        Set<String> names = new TreeSet<>();
        schemaOf(message).path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    public Set<String> required(String message) {
        Set<String> names = new TreeSet<>();
        schemaOf(message).path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    public List<Map<String, String>> examples(String message) {
        return StreamSupport.stream(
                        document.at("/components/messages/" + message + "/examples")
                                .spliterator(),
                        false)
                .map(example -> {
                    Map<String, String> fields = new LinkedHashMap<>();
                    example.path("payload")
                            .properties()
                            .forEach(field ->
                                    fields.put(field.getKey(), field.getValue().asText()));
                    return fields;
                })
                .toList();
    }

    /** Throws unless an entry's fields match the message. */
    public void check(String message, Map<String, byte[]> fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        checkTexts(message, texts);
    }

    public void checkTexts(String message, Map<String, String> fields) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        fields.forEach(entry::put);
        Set<ValidationMessage> wrong = schema(message).validate(entry);
        if (!wrong.isEmpty()) {
            throw new AssertionError(message + " " + fields + ", but " + wrong);
        }
    }

    private JsonSchema schema(String message) {
        ObjectNode schema = document.deepCopy();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$ref", "#/components/messages/" + message + "/payload");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    private JsonNode schemaOf(String message) {
        JsonNode payload = document.at("/components/messages/" + message + "/payload");
        return payload.has("$ref") ? resolve(payload.get("$ref").asText()) : payload;
    }

    JsonNode resolve(String reference) {
        return document.at(reference.substring(1));
    }
}
