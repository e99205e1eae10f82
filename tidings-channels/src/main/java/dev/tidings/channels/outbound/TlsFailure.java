package dev.tidings.channels.outbound;

import dev.tidings.core.text.DisplayText;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Explains a failed TLS connection: which certificate, which host, and the remedy. docs/guides/webhook.md lists the
 * codes.
 *
 * @param code stable
 * @param message for people
 */
public record TlsFailure(String code, String message) {
    private static final int MAX_CAUSES = 10;
    private static final int MAX_NAMES = 5;
    private static final int MAX_CHARS = 200;

    /** How TLS engines report that the peers have no protocol in common. */
    private static final Pattern NO_COMMON_PROTOCOL = Pattern.compile(
            "protocol.?version|handshake.?failure|unsupported.?protocol|insufficient.?security"
                    + "|certificate.?required"
                    + "|no.appropriate.protocol|no.(shared|common).cipher|selected protocol version",
            Pattern.CASE_INSENSITIVE);

    private static final String NO_TLS_RECORD = "unsupported or unrecognized ssl message";

    /**
     * The remote side.
     *
     * @param host the expected host of the certificate
     * @param channel the channel with the relevant settings
     */
    public record Peer(String host, int port, String channel) {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** Returns null when the failure is unrelated to TLS. */
    public static @Nullable TlsFailure of(Throwable failure, Peer peer) {
        Throwable tls = null;
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof UntrustedCertificateException refused) {
                return refused(refused, peer);
            }
            if (isPlain(cause)) {
                return notSpoken(peer);
            }
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                tls = cause;
            }
            cause = cause.getCause();
        }
        return tls == null ? null : other(tls, peer);
    }

    /** Describes a peer that answered without TLS. */
    public static TlsFailure notSpoken(Peer peer) {
        return failed(
                "tls_not_spoken",
                peer,
                "the server answered without TLS; correct the port, the scheme or the security setting");
    }

    private static boolean isPlain(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof NotSslRecordException
                || (cause instanceof SSLException
                        && message != null
                        && message.toLowerCase(Locale.ROOT).startsWith(NO_TLS_RECORD));
    }

    private static TlsFailure refused(UntrustedCertificateException refused, Peer peer) {
        X509Certificate certificate = refused.certificate();
        String which = "the certificate " + named(certificate.getSubjectX500Principal()) + ", issued by "
                + named(certificate.getIssuerX500Principal()) + ", ";
        return switch (refused.reason()) {
            case EXPIRED ->
                failed(
                        "tls_expired",
                        peer,
                        which + "expired at " + certificate.getNotAfter().toInstant() + "; renew it");
            case NOT_YET_VALID ->
                failed(
                        "tls_not_yet_valid",
                        peer,
                        which + "is valid from " + certificate.getNotBefore().toInstant()
                                + "; check the clocks of both machines");
            case WRONG_HOST ->
                failed(
                        "tls_wrong_host",
                        peer,
                        which + "is for " + names(certificate) + ", not for " + peer.host()
                                + "; use one for this host, or correct the address");
            case SELF_SIGNED ->
                failed(
                        "tls_self_signed",
                        peer,
                        which + "is self-signed; use one from a trusted authority, or add it to " + caFile(peer));
            case UNKNOWN_ISSUER ->
                failed(
                        "tls_unknown_issuer",
                        peer,
                        which + "does not lead to a trusted authority; add the authority to " + caFile(peer)
                                + ", or configure the server to send its intermediate certificates");
            case OTHER -> failed("tls_failed", peer, which + "is refused: " + text(refused));
        };
    }

    private static String caFile(Peer peer) {
        return "channels." + peer.channel() + ".ca_file";
    }

    private static TlsFailure other(Throwable tls, Peer peer) {
        String text = text(tls);
        return NO_COMMON_PROTOCOL.matcher(text).find()
                ? failed(
                        "tls_no_common_protocol",
                        peer,
                        "no common protocol version or cipher suite, or the server requires a client certificate;"
                                + " enable TLS 1.2 or 1.3 without client certificates (" + text + ")")
                : failed("tls_failed", peer, text);
    }

    private static TlsFailure failed(String code, Peer peer, String why) {
        return new TlsFailure(code, "no TLS connection to " + peer + ": " + why);
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : shortened(message);
    }

    private static String named(X500Principal name) {
        return '"' + shortened(name.getName()) + '"';
    }

    /** Returns the certificate's alternative names, or its subject when it has none. */
    private static String names(X509Certificate certificate) {
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException malformed) {
            alternatives = null;
        }
        if (alternatives == null || alternatives.isEmpty()) {
            return named(certificate.getSubjectX500Principal());
        }
        String names = alternatives.stream()
                .limit(MAX_NAMES)
                .map(alternative -> Objects.toString(alternative.getLast()))
                .collect(Collectors.joining(", "));
        return shortened(names) + (alternatives.size() > MAX_NAMES ? ", …" : "");
    }

    /** Untrusted text. */
    private static String shortened(String text) {
        String line = DisplayText.spaced(text).strip();
        return line.codePointCount(0, line.length()) <= MAX_CHARS
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_CHARS)) + "…";
    }
}
