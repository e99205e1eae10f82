package dev.tidings.cli.rest;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Explains failed TLS connections to a server, with the remedy. */
final class TlsErrors {
    private static final int MAX_CAUSES = 10;

    private TlsErrors() {}

    /** Returns null when the failure is unrelated to TLS. */
    static @Nullable String of(Throwable failure) {
        String known = null;
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            String explain = explain(cause);
            if (explain != null) {
                known = explain;
            }
            cause = cause.getCause();
        }
        return known;
    }

    /** The deepest cause with an explanation is used. */
    private static @Nullable String explain(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CertificateExpiredException expired -> "the certificate has expired (" + message + "); renew it";
            case CertificateNotYetValidException early ->
                "the certificate is not valid yet (" + message + "); check the clocks of both machines";
            case CertPathBuilderException untrusted ->
                "the certificate does not lead to a trusted authority; put the authority into a trust"
                        + " store and set TIDINGS_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";
            case CertificateException other
            when message.startsWith("No ") ->
                "the certificate is for another host (" + message + "); use the name in the certificate";
            case SSLException plain
            when message.startsWith("Unsupported or unrecognized SSL message") ->
                "the server does not use TLS; use http://, or correct the port";
            case SSLException other -> "TLS failed: " + message;
            default -> null;
        };
    }
}
