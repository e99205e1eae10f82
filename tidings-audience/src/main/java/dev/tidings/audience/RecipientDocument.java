package dev.tidings.audience;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads traits of recipients from JSON. */
public final class RecipientDocument {
    private static final String LOCALE = "locale";
    private static final String TIME_ZONE = "time_zone";
    private static final String ATTRIBUTES = "attributes";

    /** The read-only fields, which are ignored, so that the answer to a get can be sent back. */
    private static final Set<String> SHOWN = Set.of("id", "created_at", "updated_at", "etag");

    /** Keeps numbers as written. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private @Nullable String locale;
    private @Nullable String timeZone;
    private String attributes = RecipientTraits.NO_ATTRIBUTES;

    private RecipientDocument() {}

    /** Reads the whole traits; fields that are left out have no value. Throws a ProblemException. */
    public static RecipientTraits read(byte[] body) {
        return JsonReader.read(body, json -> new RecipientDocument().object(json));
    }

    /** Checks traits given field by field; empty texts have no value. Throws a ProblemException. */
    public static RecipientTraits of(String locale, String timeZone, String attributes) {
        return new RecipientTraits(
                RecipientTraits.canonicalLocale(LOCALE, locale.isEmpty() ? null : locale),
                RecipientTraits.knownZone(TIME_ZONE, timeZone.isEmpty() ? null : timeZone),
                attributes.isEmpty()
                        ? RecipientTraits.NO_ATTRIBUTES
                        : attributes(attributes.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the JSON of traits, as {@link #read} takes it. */
    static ObjectNode written(RecipientTraits traits) {
        ObjectNode document = JSON.createObjectNode();
        document.put(LOCALE, traits.locale());
        document.put(TIME_ZONE, traits.timeZone());
        document.set(ATTRIBUTES, tree(traits.attributes().getBytes(StandardCharsets.UTF_8)));
        return document;
    }

    /** Throws a ProblemException unless a document is an object whose fields are known, each once. */
    static ObjectNode checked(byte[] document) {
        var _ = JsonReader.read(document, json -> {
            json.object(known(), name -> {
                if (isUnknown(name)) {
                    return false;
                }
                json.skipUnicode();
                return true;
            });
            return document;
        });
        return (ObjectNode) tree(document);
    }

    private RecipientTraits object(JsonReader json) throws IOException {
        json.object(known(), name -> field(json, name));
        return new RecipientTraits(locale, timeZone, attributes);
    }

    private boolean field(JsonReader json, String name) throws IOException {
        switch (name) {
            case LOCALE -> locale = RecipientTraits.canonicalLocale(LOCALE, json.optionalText());
            case TIME_ZONE -> timeZone = RecipientTraits.knownZone(TIME_ZONE, json.optionalText());
            case ATTRIBUTES -> {
                byte[] raw = json.optionalRaw();
                attributes = raw == null ? RecipientTraits.NO_ATTRIBUTES : attributes(raw);
            }
            default -> {
                if (isUnknown(name)) {
                    return false;
                }
                json.skip();
            }
        }
        return true;
    }

    private static boolean isUnknown(String name) {
        return !name.equals(LOCALE) && !name.equals(TIME_ZONE) && !name.equals(ATTRIBUTES) && !SHOWN.contains(name);
    }

    private static String known() {
        return String.join(", ", LOCALE, TIME_ZONE, ATTRIBUTES);
    }

    /** Returns the attributes without white space. */
    private static String attributes(byte[] raw) {
        var _ = JsonReader.slice(raw, json -> {
            json.skipUnicode();
            return raw;
        });
        JsonNode tree = tree(raw);
        if (!tree.isObject()) {
            throw Problem.invalid(ATTRIBUTES, tree.getNodeType().name().toLowerCase(java.util.Locale.ROOT), "an object")
                    .exception();
        }
        String written = written(tree);
        int bytes = written.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > RecipientTraits.ATTRIBUTE_BYTES) {
            throw Problem.overLimit(
                            ATTRIBUTES, bytes + " bytes", "at most " + RecipientTraits.ATTRIBUTE_BYTES + " bytes")
                    .exception();
        }
        return written;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException defect) {
            throw new IllegalStateException("JSON that was read before is not JSON", defect);
        }
    }

    static String written(JsonNode tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("a tree of JSON cannot be written", defect);
        }
    }
}
