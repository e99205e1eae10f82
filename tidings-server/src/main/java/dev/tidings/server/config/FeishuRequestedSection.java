package dev.tidings.server.config;

import java.util.regex.Pattern;

/**
 * How the event {@code notification.feishu.requested} becomes an intent.
 *
 * @param producer the producer of the intents
 * @param recipientPrefix prepended to the event's {@code user_id}
 * @param baseUrl prepended to the event's {@code target_url}; empty to omit links
 * @param title the title of the message
 */
public record FeishuRequestedSection(String producer, String recipientPrefix, String baseUrl, String title) {
    private static final int LONGEST_NAME = 200;
    private static final Pattern BASE_URL = Pattern.compile("|https?://[^\\s/?#]+(/[^\\s?#]*[^\\s?#/])?");

    static FeishuRequestedSection read(Section in) {
        String baseUrl = in.text("base_url", "");
        if (!BASE_URL.matcher(baseUrl).matches()) {
            in.error("base_url", baseUrl, "a URL without a trailing slash, such as https://app.example.com");
        }
        return new FeishuRequestedSection(
                in.name("producer", "active-scheduler", LONGEST_NAME),
                in.text("recipient_prefix", "user:"),
                baseUrl,
                in.name("title", "日程调整建议", LONGEST_NAME));
    }
}
