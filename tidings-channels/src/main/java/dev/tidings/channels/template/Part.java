package dev.tidings.channels.template;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message that can have templates.
 *
 * @param name the part of the file name before {@code .mustache}
 * @param html whether values are escaped for HTML
 * @param builtIn the default template; null when the channel composes the part itself
 */
public record Part(String name, boolean html, @Nullable String builtIn) {
    /** Replaces a summary when the producer gave no fallback. */
    public static final Part FALLBACK = new Part("fallback", false, null);

    /** The label of links and buttons. */
    public static final Part ACTION_TEXT = new Part("action_text", false, null);

    public static Part plain(String name) {
        return new Part(name, false, null);
    }
}
