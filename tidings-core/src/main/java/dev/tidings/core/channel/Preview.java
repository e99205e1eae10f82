package dev.tidings.core.channel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a send would submit, rendered by the sending code but not sent. Contains no secret: neither signatures nor
 * credentials.
 *
 * @param parts what the reader or the provider would get, in reading order
 * @param locale the language of the text; null when the channel has none
 * @param templates template file by part
 * @param fallbackUsed whether the fallback replaces the summary; null when the channel shows no summary
 * @param outcome the outcome if the attempt would end before sending; null when it would be sent
 */
public record Preview(
        List<Part> parts,
        @Nullable Locale locale,
        Map<String, String> templates,
        @Nullable Boolean fallbackUsed,
        @Nullable Outcome outcome) {
    public Preview {
        parts = List.copyOf(parts);
        templates = Map.copyOf(templates);
    }

    /**
     * One part of a preview.
     *
     * @param content not to be modified
     * @param maxBytes the limit of the channel or its provider; null when unknown
     */
    public record Part(
            String name, byte[] content, @Nullable Integer maxBytes) {
        public static Part of(String name, String text) {
            return new Part(name, text.getBytes(StandardCharsets.UTF_8), null);
        }
    }

    /** Creates a preview of a channel that adds no text of its own. */
    public static Preview of(Part part, @Nullable Outcome outcome) {
        return new Preview(List.of(part), null, Map.of(), null, outcome);
    }

    /** Creates the preview of a message that cannot be rendered. */
    public static Preview refused(Outcome outcome) {
        return new Preview(List.of(), null, Map.of(), null, outcome);
    }
}
