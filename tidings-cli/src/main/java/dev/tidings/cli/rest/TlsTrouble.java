package dev.tidings.cli.rest;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why there is no TLS connection to a server, and what to do. */
final class TlsTrouble {
    private static final int MAX_CAUSES = 10;

    private TlsTrouble() {}

    /** Null when the failure has nothing to do with TLS. */
    static @Nullable String of(Throwable failure) {
        String known = null;
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            String said = said(cause);
            if (said != null) {
                known = said;
            }
            cause = cause.getCause();
        }
        return known;
    }

    /** The deepest cause that says something is the one that counts. */
    private static @Nullable String said(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CertificateExpiredException expired -> "its certificate has expired (" + message + "); renew it";
            case CertificateNotYetValidException early ->
                "its certificate is not valid yet (" + message + "); check the clocks of both machines";
            case CertPathBuilderException untrusted ->
                "its certificate does not lead to an authority that is trusted here; put that authority into a trust"
                        + " store and name it: TIDINGS_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";
            case CertificateException other
            when message.startsWith("No ") ->
                "its certificate is for another host (" + message + "); use the name that it is for";
            case SSLException plain
            when message.startsWith("Unsupported or unrecognized SSL message") ->
                "it answers without TLS; name it with http://, or correct the port";
            case SSLException other -> "TLS failed: " + message;
            default -> null;
        };
    }
}
