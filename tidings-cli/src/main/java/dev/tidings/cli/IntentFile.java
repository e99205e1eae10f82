package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads intents from JSON lines. A line's idempotency key is a hash of the line and the recipient, so that it is the
 * same whenever the file is sent; a repeated line is a second intent with its own key.
 */
final class IntentFile implements AutoCloseable {
    private static final int KEY_CHARS = 40;

    private final Utf8Lines lines;
    private final LineFields fields;
    private final IntentOptions options;
    private final @Nullable String fallbackType;
    private final String audience;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private int number;

    /**
     * @param intent null when there is a problem
     * @param problem why the line is not an intent
     */
    record Line(
            int number,
            @Nullable ObjectNode intent,
            @Nullable String problem) {}

    IntentFile(Path file, LineFields fields, IntentOptions options, @Nullable String fallbackType) throws IOException {
        this.lines = Utf8Lines.open(file);
        this.fields = fields;
        this.options = options;
        this.fallbackType = fallbackType;
        this.audience = options.audience().toString();
    }

    /** Returns null at the end. Skips blank lines. */
    @Nullable
    Line next() throws IOException {
        for (Utf8Lines.Read line = lines.next(); line != null; line = lines.next()) {
            number++;
            String text = line.text();
            if (text == null) {
                return new Line(number, null, line.problem());
            }
            if (!text.isBlank()) {
                return read(text);
            }
        }
        return null;
    }

    private Line read(String text) {
        JsonNode line;
        try {
            line = ApiClient.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return new Line(number, null, "not JSON: " + IntentOptions.flaw(e));
        }
        if (!line.isObject()) {
            return new Line(number, null, "not a JSON object");
        }
        String type = line.path(fields.type).asText(fallbackType == null ? "" : fallbackType);
        if (type.isEmpty()) {
            return new Line(
                    number,
                    null,
                    "the field '" + fields.type + "' with the type is missing; see --type-field and --type");
        }
        String key = fields.key == null ? "" : line.path(fields.key).asText();
        JsonNode payload = ".".equals(fields.payload) ? line : line.get(fields.payload);
        ObjectNode intent = options.intent(type, key.isEmpty() ? key(text) : key, payload);
        if (fields.recipient != null) {
            String recipient = line.path(fields.recipient).asText();
            if (recipient.isEmpty()) {
                return new Line(number, null, "the field '" + fields.recipient + "' with the recipient is missing");
            }
            intent.putObject("audience").putArray("recipients").add(recipient);
        }
        return new Line(number, intent, null);
    }

    private String key(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(audience.getBytes(StandardCharsets.UTF_8));
            String hash = HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
            String key = hash.substring(0, KEY_CHARS);
            int occurrence = occurrences.merge(key, 1, Integer::sum);
            return occurrence == 1 ? key : key + "-" + occurrence;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
