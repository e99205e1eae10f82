package dev.tidings.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AsyncApiDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TREE = """
        {"$id":"https://example.com/tree","type":"object","properties":{"left":{"$ref":"#/$defs/node"},
         "$ref":{"const":{"$ref":"#"}}},"$defs":{"node":{"$ref":"#"}}}\
        """;

    @Test
    void the_document_satisfies_the_official_schema() throws IOException {
        JsonNode document = document(
                type("order.paid", TREE, "{\"left\":{}}"),
                type("shop:order/un_paid", null, null),
                type("a", "{}", "5"));

        assertThat(official().validate(document)).isEmpty();
        assertThat(document.at("/channels/order.paid/address").asText()).isEqualTo("order.paid");
        assertThat(document.at("/channels/shop_corder_sun__paid/address").asText())
                .isEqualTo("shop:order/un_paid");
        assertThat(document.at("/components/messages/a/examples/0/payload").asInt())
                .isEqualTo(5);
    }

    @Test
    void references_of_a_schema_lead_to_its_place_in_the_document_and_data_stays_as_it_is() throws IOException {
        JsonNode document = document(type("tree", TREE, null));
        JsonNode schema = document.at("/components/messages/tree/payload/schema");

        String node = schema.at("/properties/left/$ref").asText();
        assertThat(document.at(node.substring(1))).isEqualTo(schema.at("/$defs/node"));
        assertThat(document.at(schema.at("/$defs/node/$ref").asText().substring(1)))
                .isEqualTo(schema);
        assertThat(schema.at("/properties/$ref/const/$ref").asText()).isEqualTo("#");
        assertThat(schema.has("$id")).isFalse();
    }

    @Test
    void an_empty_catalogue_is_a_document_too() throws IOException {
        assertThat(official().validate(document())).isEmpty();
    }

    private static JsonNode document(NotificationType... types) throws IOException {
        return JSON.readTree(AsyncApiDocument.of("default", "1", List.of(types)));
    }

    private static NotificationType type(String name, @Nullable String schema, @Nullable String example) {
        return new NotificationType(
                "default",
                name,
                new TypeDefinition("A type", schema, example, List.of("webhook"), true, true, ValidationMode.WARN),
                7,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static JsonSchema official() throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(AsyncApiDocumentTest.class.getResourceAsStream("/asyncapi-3.0.0.json"))) {
            return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
        }
    }
}
