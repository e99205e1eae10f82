package dev.tidings.catalog;

import dev.tidings.catalog.schema.MovedSchema;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.List;

/** The types of a tenant as an AsyncAPI 3.0 document: one channel and one message per type. */
final class AsyncApiDocument {
    private static final String VERSION = "3.0.0";
    private static final String JSON = "application/json";
    private static final String SCHEMA_FORMAT = "application/schema+json;version=2020-12";
    private static final String CHANNELS = "#/channels/";
    private static final String MESSAGES = "#/components/messages/";

    private AsyncApiDocument() {}

    /** @param version of the catalogue */
    static byte[] of(String tenant, String version, List<NotificationType> types) {
        return JsonWriter.object(json -> {
            json.text("asyncapi", VERSION);
            json.object("info", info -> {
                info.text("title", "Notification types of " + tenant);
                info.text("version", version);
            });
            json.text("defaultContentType", JSON);
            json.object("channels", channels -> {
                for (NotificationType type : types) {
                    channels.object(id(type), channel -> channel(channel, type));
                }
            });
            json.object("operations", operations -> {
                for (NotificationType type : types) {
                    operations.object("send." + id(type), operation -> operation(operation, type));
                }
            });
            json.object(
                    "components",
                    components -> components.object("messages", messages -> {
                        for (NotificationType type : types) {
                            messages.object(id(type), message -> message(message, type));
                        }
                    }));
        });
    }

    private static void channel(JsonWriter json, NotificationType type) throws IOException {
        json.text("address", type.name());
        json.object(
                "messages",
                messages -> messages.object(id(type), message -> message.text("$ref", MESSAGES + id(type))));
    }

    private static void operation(JsonWriter json, NotificationType type) throws IOException {
        json.text("action", "send");
        json.object("channel", channel -> channel.text("$ref", CHANNELS + id(type)));
    }

    private static void message(JsonWriter json, NotificationType type) throws IOException {
        TypeDefinition definition = type.definition();
        json.text("name", type.name());
        if (!definition.description().isEmpty()) {
            json.text("description", definition.description());
        }
        json.text("contentType", JSON);
        String schema = definition.schema();
        if (schema != null) {
            json.object("payload", payload -> {
                payload.text("schemaFormat", SCHEMA_FORMAT);
                payload.raw("schema", MovedSchema.at(MESSAGES.substring(1) + id(type) + "/payload/schema", schema));
            });
        }
        String example = definition.example();
        if (example != null) {
            json.objects("examples", List.of(example), (one, text) -> one.raw("payload", text));
        }
        json.texts("x-tidings-channels", definition.channels());
        json.bool("x-tidings-deprecated", definition.deprecated());
        json.bool("x-tidings-mandatory", definition.mandatory());
        json.text("x-tidings-validation", definition.validation().code());
    }

    /** Names in the document have no colon or slash. */
    private static String id(NotificationType type) {
        return type.name().replace("_", "__").replace(":", "_c").replace("/", "_s");
    }
}
