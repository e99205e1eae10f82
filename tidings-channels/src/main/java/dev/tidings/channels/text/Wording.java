package dev.tidings.channels.text;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.text.BlankText;
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
        String link = WebLinks.of(target == null ? null : BlankText.strip(target));
        String stripped = BlankText.strip(summary);
        if (BlankText.isBlank(stripped) || (hasLink(stripped) && !rules.trustLinks())) {
            return new Wording(BlankText.strip(title), fallback(content, phrases), link, true);
        }
        String shortened = BlankText.strip(Graphemes.shorten(stripped, rules.summaryLength()));
        return new Wording(BlankText.strip(title), shortened, link, false);
    }

    /** The text, with the link behind it unless it is in there. */
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
