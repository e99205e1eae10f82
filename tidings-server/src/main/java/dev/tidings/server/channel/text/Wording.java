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
    /**
     * What holds of summaries on a channel.
     *
     * @param summaryLength in code points
     * @param trustLinks whether a summary may have links of its own
     */
    public record Rules(int summaryLength, boolean trustLinks) {
        public static final int DEFAULT_SUMMARY_LENGTH = 180;
    }

    /** Of what the producer said. */
    public static Wording of(Notification notification, Phrases phrases, Rules rules) {
        Content content = notification.content();
        return content == null
                ? of(notification, notification.type(), "", phrases, rules)
                : of(notification, content.title(), content.summary(), phrases, rules);
    }

    /** Of a title and a summary that were made of what the producer said. */
    public static Wording of(Notification notification, String title, String summary, Phrases phrases, Rules rules) {
        Content content = notification.content();
        String target = content == null ? null : content.targetUrl();
        String link = WebLinks.of(target == null ? null : target.strip());
        String stripped = summary.strip();
        if (stripped.isEmpty() || (hasLink(stripped) && !rules.trustLinks())) {
            return new Wording(title.strip(), fallback(content, phrases), link, true);
        }
        String shortened = Graphemes.shorten(stripped, rules.summaryLength()).strip();
        return new Wording(title.strip(), shortened, link, false);
    }

    /** The text, with the link behind it unless it is in there. */
    public String textWithLink() {
        return link == null || text.contains(link) ? text : text + "\n" + link;
    }

    private static String fallback(@Nullable Content content, Phrases phrases) {
        String given = content == null || content.fallback() == null
                ? ""
                : content.fallback().strip();
        return given.isEmpty() ? phrases.fallback() : given;
    }

    private static boolean hasLink(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("://") || lower.contains("www.");
    }
}
