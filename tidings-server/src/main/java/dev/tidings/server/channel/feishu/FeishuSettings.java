package dev.tidings.server.channel.feishu;

import dev.tidings.core.channel.ChannelContext;
import dev.tidings.server.channel.ChannelSettings;
import dev.tidings.server.channel.http.HttpSettings;
import dev.tidings.server.channel.text.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The section {@code channels.feishu}.
 *
 * @param hosts allowed besides those of Feishu and Lark themselves
 * @param locale of endpoints that name none
 * @param summaryLength in code points
 */
record FeishuSettings(HttpSettings http, Set<String> hosts, Locale locale, int summaryLength) {
    private static final String HOSTS = "hosts";
    private static final String LOCALE = "locale";
    private static final String SUMMARY_LENGTH = "summary_length";
    private static final int MOST_SUMMARY = 4_000;

    static FeishuSettings of(ChannelContext context) {
        List<String> known = new ArrayList<>(List.of(HOSTS, LOCALE, SUMMARY_LENGTH));
        known.addAll(HttpSettings.NAMES);
        ChannelSettings settings = ChannelSettings.of("feishu", context, known);
        return new FeishuSettings(
                HttpSettings.of(settings),
                Set.copyOf(settings.texts(HOSTS)),
                settings.locale(LOCALE, Locale.SIMPLIFIED_CHINESE),
                settings.number(SUMMARY_LENGTH, Wording.DEFAULT_SUMMARY_LENGTH, 1, MOST_SUMMARY));
    }
}
