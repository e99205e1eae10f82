package dev.tidings.server.channel.feishu;

import dev.tidings.core.channel.ChannelContext;
import dev.tidings.server.channel.ChannelSettings;
import dev.tidings.server.channel.http.HttpSettings;
import dev.tidings.server.channel.text.Wording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code channels.feishu}.
 *
 * @param hosts allowed besides those of Feishu and Lark themselves
 * @param locale of endpoints that name none
 * @param templatesDir null for none
 * @param rules of summaries
 */
record FeishuSettings(
        HttpSettings http,
        Set<String> hosts,
        Locale locale,
        @Nullable Path templatesDir,
        Wording.Rules rules) {
    private static final String HOSTS = "hosts";
    private static final String LOCALE = "locale";
    private static final String SUMMARY_LENGTH = "summary_length";
    private static final String TEMPLATES_DIR = "templates_dir";
    private static final int MOST_SUMMARY = 4_000;

    static FeishuSettings of(ChannelContext context) {
        List<String> known = new ArrayList<>(List.of(HOSTS, LOCALE, SUMMARY_LENGTH, TEMPLATES_DIR));
        known.addAll(HttpSettings.NAMES);
        ChannelSettings settings = ChannelSettings.of("feishu", context, known);
        return new FeishuSettings(
                HttpSettings.of(settings),
                Set.copyOf(settings.texts(HOSTS)),
                settings.locale(LOCALE, Locale.SIMPLIFIED_CHINESE),
                settings.path(TEMPLATES_DIR),
                new Wording.Rules(
                        settings.number(SUMMARY_LENGTH, Wording.Rules.DEFAULT_SUMMARY_LENGTH, 1, MOST_SUMMARY), false));
    }
}
