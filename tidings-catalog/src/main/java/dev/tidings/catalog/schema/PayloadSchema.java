package dev.tidings.catalog.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.AnnotationKeyword;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A compiled schema. Nothing is fetched: not for references, and not for the meta-schema. */
public final class PayloadSchema {
    /** The maximum work for one payload: the values of the payload times the work for a path. */
    private static final long MOST_WORK = 50_000_000;

    private static final int REASON_CHARS = 300;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Unknown keywords are annotations, as the standard has it; the library would log each. */
    private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((keyword, context) -> new AnnotationKeyword(keyword))
            .build();

    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(VersionFlag.V202012, factory -> factory.metaSchema(DIALECT));
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .regularExpressionFactory(new LinearPatterns())
            .failFast(true)
            .build();
    private static final JsonSchema META = FACTORY.getSchema(SchemaLocation.of(VersionFlag.V202012.getId()), CONFIG);

    private final JsonSchema schema;
    private final long cost;

    private PayloadSchema(JsonSchema schema, long cost) {
        this.schema = schema;
        this.cost = cost;
    }

    /** Compiles a schema; throws a ProblemException that names the field {@code schema} and the pointer of the flaw. */
    public static PayloadSchema compile(String text) {
        JsonNode document = parse(text.getBytes(StandardCharsets.UTF_8));
        first(META, document).ifPresent(flaw -> {
            throw Problem.inside(
                            ProblemCode.INVALID_FIELD,
                            SchemaOutline.FIELD,
                            flaw.pointer(),
                            flaw.reason(),
                            "a JSON Schema (2020-12)")
                    .exception();
        });
        long cost = SchemaCost.of(SchemaOutline.of(document));
        ObjectNode own = ((ObjectNode) document).deepCopy();
        // An id would be the base of the references, all of which are inside this document.
        own.remove("$id");
        JsonSchema compiled = FACTORY.getSchema(own, CONFIG);
        compiled.initializeValidators();
        return new PayloadSchema(compiled, cost);
    }

    /** Returns the first violation by a document, which is well-formed JSON. */
    public Optional<SchemaViolation> check(byte[] document) {
        JsonNode value = parse(document);
        return work(value) > MOST_WORK
                ? Optional.of(new SchemaViolation("", "has too many values for this schema"))
                : first(schema, value);
    }

    /** Whether checking a document of this size may take long enough to hold up other requests of the same thread. */
    public boolean slow(int bytes) {
        return bytes * cost > MOST_WORK / 100;
    }

    private long work(JsonNode value) {
        return count(value) * cost;
    }

    private static long count(JsonNode value) {
        long values = 1;
        for (JsonNode part : value) {
            values += count(part);
        }
        return values;
    }

    private static Optional<SchemaViolation> first(JsonSchema schema, JsonNode value) {
        ExecutionContext context = schema.createExecutionContext();
        Set<ValidationMessage> messages;
        try {
            messages = schema.validate(context, value, value, new JsonNodePath(PathType.JSON_POINTER));
        } catch (FailFastAssertionException failed) {
            messages = failed.getValidationMessages();
        } catch (ArithmeticException | NumberFormatException outOfRange) {
            // The library computes with numbers that exceed the range of a double.
            return Optional.of(new SchemaViolation("", "has a number that is out of range"));
        } catch (StackOverflowError deep) {
            return Optional.of(new SchemaViolation("", "is nested too deeply for this schema"));
        }
        return messages.stream().findFirst().map(PayloadSchema::violation);
    }

    private static SchemaViolation violation(ValidationMessage message) {
        String reason = message.getError();
        return new SchemaViolation(
                message.getInstanceLocation().toString(),
                reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS) + "…");
    }

    private static JsonNode parse(byte[] document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException malformed) {
            throw Problem.of(ProblemCode.MALFORMED, "the document is not well-formed JSON")
                    .exception();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }
}
