package dev.tidings.server.channel.webhook;

import dev.tidings.core.channel.ChannelContext;
import dev.tidings.server.channel.ChannelSettings;
import dev.tidings.server.channel.outbound.TrustedCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code channels.webhook}.
 *
 * @param timeout from the start of an attempt to the end of the response, name resolution and connecting included
 * @param connectTimeout the part of it that connecting may take
 * @param trusted other certificates to trust than the JDK's own; null for those alone
 */
record WebhookSettings(
        Duration timeout, Duration connectTimeout, @Nullable TrustedCertificates trusted) {
    private static final String TIMEOUT = "timeout";
    private static final String CONNECT_TIMEOUT = "connect_timeout";
    private static final String CA_FILE = "ca_file";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofMinutes(1);

    static WebhookSettings of(ChannelContext context) {
        ChannelSettings settings = ChannelSettings.of("webhook", context, List.of(TIMEOUT, CONNECT_TIMEOUT, CA_FILE));
        Duration timeout = settings.duration(TIMEOUT, DEFAULT_TIMEOUT, MOST);
        Duration connect = timeout.compareTo(DEFAULT_CONNECT_TIMEOUT) < 0 ? timeout : DEFAULT_CONNECT_TIMEOUT;
        Path caFile = settings.path(CA_FILE);
        return new WebhookSettings(
                timeout,
                settings.duration(CONNECT_TIMEOUT, connect, timeout),
                caFile == null ? null : TrustedCertificates.withDefaults(settings.field(CA_FILE), caFile));
    }
}
