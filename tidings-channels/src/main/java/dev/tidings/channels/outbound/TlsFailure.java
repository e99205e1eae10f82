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
 * Why there is no TLS connection: which certificate, which host, and what to do about it. docs/guides/webhook.md has the
 * codes.
 *
 * @param code stable
 * @param message for people
 */
public record TlsFailure(String code, String message) {
    private static final int MAX_CAUSES = 10;
    private static final int MAX_NAMES = 5;
    private static final int MAX_CHARS = 200;

    /** How engines say, each in its own words, that the peer was not willing. */
    private static final Pattern NO_COMMON_PROTOCOL = Pattern.compile(
            "protocol.?version|handshake.?failure|unsupported.?protocol|insufficient.?security"
                    + "|certificate.?required"
                    + "|no.appropriate.protocol|no.(shared|common).cipher|selected protocol version",
            Pattern.CASE_INSENSITIVE);

    private static final String NO_TLS_RECORD = "unsupported or unrecognized ssl message";

    /**
     * Who was to be reached.
     *
     * @param host the name that the certificate had to be for
     * @param channel whose settings have to do with it
     */
    public record Peer(String host, int port, String channel) {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** Null when the failure has nothing to do with TLS. */
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

    /** The peer answered, and not with TLS. */
    public static TlsFailure notSpoken(Peer peer) {
        return failed(
                "tls_not_spoken", peer, "it answered without TLS; correct the port, or the scheme or security setting");
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
                                + " on; check the clocks of both machines");
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
                        which + "is signed by itself; use one of a known authority, or add it to " + caFile(peer));
            case UNKNOWN_ISSUER ->
                failed(
                        "tls_unknown_issuer",
                        peer,
                        which + "does not lead to a trusted authority; add that authority to " + caFile(peer)
                                + ", or let the server send its intermediate certificates");
            case OTHER -> failed("tls_failed", peer, which + "is not accepted: " + said(refused));
        };
    }

    private static String caFile(Peer peer) {
        return "channels." + peer.channel() + ".ca_file";
    }

    private static TlsFailure other(Throwable tls, Peer peer) {
        String said = said(tls);
        return NO_COMMON_PROTOCOL.matcher(said).find()
                ? failed(
                        "tls_no_common_protocol",
                        peer,
                        "no common protocol version or cipher suite, or it asks for a client certificate; let it speak"
                                + " TLS 1.2 or 1.3, without one (" + said + ")")
                : failed("tls_failed", peer, said);
    }

    private static TlsFailure failed(String code, Peer peer, String why) {
        return new TlsFailure(code, "no TLS connection to " + peer + ": " + why);
    }

    private static String said(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : shortened(message);
    }

    private static String named(X500Principal name) {
        return '"' + shortened(name.getName()) + '"';
    }

    /** The names that it is for, or the subject's of one that has none. */
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

    /** The peer chose this text. */
    private static String shortened(String text) {
        String line = DisplayText.spaced(text).strip();
        return line.codePointCount(0, line.length()) <= MAX_CHARS
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_CHARS)) + "…";
    }
}
