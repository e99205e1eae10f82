package dev.tidings.channels.feishu;

import dev.tidings.channels.http.HttpSettings;
import dev.tidings.channels.outbound.HostName;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.ChannelSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration section {@code channels.feishu}.
 *
 * @param hosts allowed in addition to those of Feishu and Lark
 * @param locale default language of endpoints
 * @param templatesDir null for none
 * @param rules limits on summaries
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
    private static final int MAX_SUMMARY = 4_000;
    private static final Pattern WITH_PORT = Pattern.compile("([^:]+):([0-9]{1,5})");

    static FeishuSettings of(ChannelContext context) {
        List<String> known = new ArrayList<>(List.of(HOSTS, LOCALE, SUMMARY_LENGTH, TEMPLATES_DIR));
        known.addAll(HttpSettings.NAMES);
        ChannelSettings settings = ChannelSettings.of("feishu", context, known);
        return new FeishuSettings(
                HttpSettings.of(settings),
                settings.texts(HOSTS).stream()
                        .map(host -> ascii(settings.field(HOSTS), host))
                        .collect(Collectors.toUnmodifiableSet()),
                settings.locale(LOCALE, Locale.SIMPLIFIED_CHINESE),
                settings.path(TEMPLATES_DIR),
                new Wording.Rules(
                        settings.number(SUMMARY_LENGTH, Wording.Rules.DEFAULT_SUMMARY_LENGTH, 1, MAX_SUMMARY), false));
    }

    /** Returns the host in ASCII, with its port if given. */
    private static String ascii(String field, String host) {
        Matcher parts = WITH_PORT.matcher(host);
        return parts.matches()
                ? HostName.ascii(field, host, parts.group(1)) + ":" + parts.group(2)
                : host.indexOf(':') < 0 ? HostName.ascii(field, host, host) : host;
    }
}
