package dev.tidings.catalog.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.ValidationMode;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Timestamps;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonReader;
import dev.tidings.v1.TypeDefinition;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Converts types to and from messages. */
final class TypeProto {
    private TypeProto() {}

    static dev.tidings.v1.NotificationType of(NotificationType type) {
        dev.tidings.catalog.TypeDefinition definition = type.definition();
        dev.tidings.v1.NotificationType.Builder message = dev.tidings.v1.NotificationType.newBuilder()
                .setName(type.name())
                .setDefinition(TypeDefinition.newBuilder()
                        .setDescription(definition.description())
                        .setSchema(orEmpty(definition.schema()))
                        .setExample(orEmpty(definition.example()))
                        .addAllChannels(definition.channels())
                        .setMandatory(definition.mandatory())
                        .setDeprecated(definition.deprecated())
                        .setValidation(definition.validation().code()))
                .setCreatedAt(Timestamps.of(type.createdAt()))
                .setUpdatedAt(Timestamps.of(type.updatedAt()))
                .setEtag(IfMatch.tag(type.version()));
        if (type.deprecatedAt() != null) {
            message.setDeprecatedAt(Timestamps.of(type.deprecatedAt()));
        }
        return message.build();
    }

    static dev.tidings.catalog.TypeDefinition definition(TypeDefinition message) {
        return new dev.tidings.catalog.TypeDefinition(
                message.getDescription(),
                json("schema", message.getSchema()),
                json("example", message.getExample()),
                message.getChannelsList(),
                message.getMandatory(),
                message.getDeprecated(),
                mode(message.getValidation()));
    }

    static String tenant() {
        return Principal.of(ServiceRequestContext.current()).tenant();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String json(String field, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return JsonReader.read(text.getBytes(StandardCharsets.UTF_8), json -> {
                json.skip();
                return text;
            });
        } catch (dev.tidings.core.problem.ProblemException malformed) {
            throw Problem.invalid(field, null, "JSON: " + malformed.problem().message())
                    .exception();
        }
    }

    private static ValidationMode mode(String code) {
        if (code.isEmpty()) {
            return ValidationMode.WARN;
        }
        if (!ValidationMode.CODES.contains(code)) {
            throw Problem.invalid("validation", code, "one of " + String.join(", ", ValidationMode.CODES))
                    .exception();
        }
        return ValidationMode.ofCode(code);
    }
}
