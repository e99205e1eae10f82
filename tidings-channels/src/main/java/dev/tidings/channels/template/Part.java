package dev.tidings.channels.template;

import org.jspecify.annotations.Nullable;

/**
 * A part of what a channel says, which may have templates.
 *
 * @param name what stands in the file's name before {@code .mustache}
 * @param html whether values are escaped for HTML
 * @param builtIn the source that stands behind all files; null when the channel has a way of its own
 */
public record Part(String name, boolean html, @Nullable String builtIn) {
    /** What stands in a summary's place when the producer gave nothing for that. */
    public static final Part FALLBACK = new Part("fallback", false, null);

    /** What a link or a button says. */
    public static final Part ACTION_TEXT = new Part("action_text", false, null);

    public static Part plain(String name) {
        return new Part(name, false, null);
    }
}
