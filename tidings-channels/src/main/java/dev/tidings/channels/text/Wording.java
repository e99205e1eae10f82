package dev.tidings.channels.text;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.text.BlankText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text that a person reads. A summary that contains a link is not trusted, because it could lead readers anywhere:
 * the fallback replaces it, and the only link is the target.
 *
 * @param text the summary or its replacement
 * @param link where to read on; null when there is no web address
 * @param fallbackUsed whether the summary was replaced
 */
public record Wording(String title, String text, @Nullable String link, boolean fallbackUsed) {
    /**
     * The rules for summaries on a channel.
     *
     * @param summaryLength in code points
     * @param trustLinks whether a summary may contain links
     */
    public record Rules(int summaryLength, boolean trustLinks) {
        public static final int DEFAULT_SUMMARY_LENGTH = 180;
    }

    /** Creates the wording from the producer's content. */
    public static Wording of(Notification notification, Phrases phrases, Rules rules) {
        Content content = notification.content();
        return content == null
                ? of(notification, notification.type(), "", phrases, rules)
                : of(notification, content.title(), content.summary(), phrases, rules);
    }

    /** Creates the wording from a rendered title and summary. */
    public static Wording of(Notification notification, String title, String summary, Phrases phrases, Rules rules) {
        Content content = notification.content();
        String target = content == null ? null : content.targetUrl();
        String link = WebLinks.of(target == null ? null : BlankText.strip(target));
        String stripped = BlankText.strip(summary);
        if (BlankText.isBlank(stripped) || (hasLink(stripped) && !rules.trustLinks())) {
            return new Wording(BlankText.strip(title), fallback(content, phrases), link, true);
        }
        String shortened = BlankText.strip(Graphemes.shorten(stripped, rules.summaryLength()));
        return new Wording(BlankText.strip(title), shortened, link, false);
    }

    /** Returns the text followed by the link, unless the text contains it. */
    public String textWithLink() {
        return link == null || text.contains(link) ? text : text + "\n" + link;
    }

    private static String fallback(@Nullable Content content, Phrases phrases) {
        String given = content == null || content.fallback() == null ? "" : content.fallback();
        return BlankText.isBlank(given) ? phrases.fallback() : BlankText.strip(given);
    }

    private static boolean hasLink(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("://") || lower.contains("www.");
    }
}
