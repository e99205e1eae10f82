package dev.tidings.channels.http;

import dev.tidings.channels.outbound.TrustedCertificates;
import dev.tidings.core.channel.ChannelSettings;
import java.time.Duration;
import java.util.List;

/**
 * The settings of every channel that posts over HTTP.
 *
 * @param timeout from the start of an attempt to the end of the response, name resolution and connecting included
 * @param connectTimeout the part of it that connecting may take
 * @param evidenceBytes how much of a response is kept with the attempt
 * @param finalStatuses statuses after which a delivery is not retried, unless its endpoint names others
 * @param trusted whose certificates are trusted
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
                settings.number(EVIDENCE_BYTES, DEFAULT_EVIDENCE_BYTES, 0, Answer.READ_BYTES),
                FinalStatuses.of(settings.field(FinalStatuses.SETTING), settings.texts(FinalStatuses.SETTING)),
                TrustedCertificates.of(settings.field(CA_FILE), settings.path(CA_FILE)));
    }
}
