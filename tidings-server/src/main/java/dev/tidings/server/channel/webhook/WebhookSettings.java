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
    private static final String TIMEOUT = "timeout_ms";
    private static final String CONNECT_TIMEOUT = "connect_timeout_ms";
    private static final String CA_FILE = "ca_file";
    private static final int DEFAULT_TIMEOUT_MS = 15_000;
    private static final int DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
    private static final int MAX_TIMEOUT_MS = 60_000;

    static WebhookSettings of(ChannelContext context) {
        ChannelSettings settings = ChannelSettings.of("webhook", context, List.of(TIMEOUT, CONNECT_TIMEOUT, CA_FILE));
        Duration timeout = settings.millis(TIMEOUT, DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
        int connect = (int) Math.min(DEFAULT_CONNECT_TIMEOUT_MS, timeout.toMillis());
        Path caFile = settings.path(CA_FILE);
        return new WebhookSettings(
                timeout,
                settings.millis(CONNECT_TIMEOUT, connect, MAX_TIMEOUT_MS),
                caFile == null ? null : TrustedCertificates.withDefaults(settings.field(CA_FILE), caFile));
    }
}
