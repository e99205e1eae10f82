package dev.tidings.channels.http;

import dev.tidings.channels.outbound.TrustedCertificates;
import dev.tidings.core.channel.ChannelSettings;
import java.time.Duration;
import java.util.List;

/**
 * The settings of channels that post over HTTP.
 *
 * @param timeout of a whole attempt, including name resolution and connecting
 * @param connectTimeout the maximum for connecting
 * @param evidenceBytes how much of a response is stored with the attempt
 * @param finalStatuses statuses that end a delivery unless its endpoint sets others
 * @param trusted the trusted certificates
 */
public record HttpSettings(
        Duration timeout,
        Duration connectTimeout,
        int evidenceBytes,
        FinalStatuses finalStatuses,
        TrustedCertificates trusted) {
    private static final String TIMEOUT = "timeout";
    private static final String CONNECT_TIMEOUT = "connect_timeout";
    private static final String EVIDENCE_BYTES = "evidence_bytes";
    private static final String CA_FILE = "ca_file";

    public static final List<String> NAMES =
            List.of(TIMEOUT, CONNECT_TIMEOUT, EVIDENCE_BYTES, FinalStatuses.SETTING, CA_FILE);

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final int DEFAULT_EVIDENCE_BYTES = 4 * 1024;

    public static HttpSettings of(ChannelSettings settings) {
        Duration timeout = settings.duration(TIMEOUT, DEFAULT_TIMEOUT, MOST);
        Duration connect = timeout.compareTo(DEFAULT_CONNECT_TIMEOUT) < 0 ? timeout : DEFAULT_CONNECT_TIMEOUT;
        return new HttpSettings(
                timeout,
                settings.duration(CONNECT_TIMEOUT, connect, timeout),
                settings.number(EVIDENCE_BYTES, DEFAULT_EVIDENCE_BYTES, 0, EndpointResponse.READ_BYTES),
                FinalStatuses.of(settings.field(FinalStatuses.SETTING), settings.texts(FinalStatuses.SETTING)),
                TrustedCertificates.of(settings.field(CA_FILE), settings.path(CA_FILE)));
    }
}
