package dev.tidings.server.channel.text;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads of a notification. A summary with a link of its own is not trusted: whoever wrote it could lead
 * people anywhere, so the fallback stands in its place, and the one link is the target.
 *
 * @param text the summary, or what stands in its place
 * @param link where to read on; null when there is no web address to open
 * @param fallbackUsed whether something stands in the summary's place
 */
public record Wording(String title, String text, @Nullable String link, boolean fallbackUsed) {
    public static final int DEFAULT_SUMMARY_LENGTH = 180;

    /** @param summaryLength in code points */
    public static Wording of(Notification notification, Phrases phrases, int summaryLength) {
        Content content = notification.content();
        if (content == null) {
            return new Wording(notification.type(), phrases.fallback(), null, true);
        }
        String target = content.targetUrl();
        String link = WebLinks.of(target == null ? null : target.strip());
        String summary = content.summary().strip();
        if (summary.isEmpty() || hasLink(summary)) {
            return new Wording(content.title().strip(), fallback(content, phrases), link, true);
        }
        String shortened = Graphemes.shorten(summary, summaryLength).strip();
        return new Wording(content.title().strip(), shortened, link, false);
    }

    /** The text, with the link behind it unless it is in there. */
    public String textWithLink() {
        return link == null || text.contains(link) ? text : text + "\n" + link;
    }

    private static String fallback(Content content, Phrases phrases) {
        String given = content.fallback() == null ? "" : content.fallback().strip();
        return given.isEmpty() ? phrases.fallback() : given;
    }

    private static boolean hasLink(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("://") || lower.contains("www.");
    }
}
