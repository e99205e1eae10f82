package dev.tidings.server.channel.webhook;

import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code channels.webhook}.
 *
 * @param timeout from the start of an attempt to the end of the response, name resolution and connecting included
 * @param connectTimeout the part of it that connecting may take
 * @param caFile PEM certificates to trust besides the JDK's own
 */
record WebhookSettings(
        Duration timeout, Duration connectTimeout, @Nullable Path caFile) {
    private static final String SECTION = "channels.webhook.";
    private static final String TIMEOUT = "timeout_ms";
    private static final String CONNECT_TIMEOUT = "connect_timeout_ms";
    private static final String CA_FILE = "ca_file";
    private static final List<String> KNOWN = List.of(TIMEOUT, CONNECT_TIMEOUT, CA_FILE);
    private static final int DEFAULT_TIMEOUT_MS = 15_000;
    private static final int DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
    private static final int MAX_TIMEOUT_MS = 60_000;

    static WebhookSettings of(ChannelContext context) {
        Map<String, Object> settings = context.settings();
        settings.forEach((name, value) -> {
            if (!KNOWN.contains(name)) {
                throw Problem.invalid(SECTION + name, value, "one of " + KNOWN).exception();
            }
        });
        Object file = settings.get(CA_FILE);
        Path caFile = file == null ? null : context.baseDir().resolve(file.toString());
        if (caFile != null && !Files.isReadable(caFile)) {
            throw Problem.invalid(SECTION + CA_FILE, caFile, "a readable file of PEM certificates")
                    .exception();
        }
        int timeout = millis(settings, TIMEOUT, DEFAULT_TIMEOUT_MS);
        int connectTimeout = millis(settings, CONNECT_TIMEOUT, Math.min(DEFAULT_CONNECT_TIMEOUT_MS, timeout));
        return new WebhookSettings(Duration.ofMillis(timeout), Duration.ofMillis(connectTimeout), caFile);
    }

    private static int millis(Map<String, Object> settings, String name, int otherwise) {
        Object value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number
                && number.doubleValue() == number.intValue()
                && number.intValue() > 0
                && number.intValue() <= MAX_TIMEOUT_MS) {
            return number.intValue();
        }
        throw Problem.invalid(SECTION + name, value, "milliseconds from 1 to " + MAX_TIMEOUT_MS)
                .exception();
    }
}
