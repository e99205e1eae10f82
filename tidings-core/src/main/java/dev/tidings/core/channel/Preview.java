package dev.tidings.core.channel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a send would hand over, made by the code of the send and not sent. No secret gets in: neither a signature nor what
 * lets Tidings in at the provider.
 *
 * @param parts what the reader or the provider would get, in the order of reading
 * @param locale the language of the words; null where a channel has none of its own
 * @param templates the file of each part that a template made, by part
 * @param fallbackUsed whether something stands in the summary's place; null where a channel shows no summary
 * @param outcome how the attempt would end before anything is sent; null when it would be sent
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
     * One of the things that would be handed over.
     *
     * @param content not to be written to
     * @param maxBytes what the channel or its provider takes at most; null when nothing is said
     */
    public record Part(
            String name, byte[] content, @Nullable Integer maxBytes) {
        public static Part of(String name, String text) {
            return new Part(name, text.getBytes(StandardCharsets.UTF_8), null);
        }
    }

    /** Of a channel that shows no words of its own. */
    public static Preview of(Part part, @Nullable Outcome outcome) {
        return new Preview(List.of(part), null, Map.of(), null, outcome);
    }

    /** Of what cannot even be made. */
    public static Preview refused(Outcome outcome) {
        return new Preview(List.of(), null, Map.of(), null, outcome);
    }
}
