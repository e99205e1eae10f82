package dev.tidings.cli.rest;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Thrown when the server is unreachable. */
public final class ServerUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerUnreachable(URI server, Throwable cause) {
        super(message(server, cause), cause);
    }

    private static String message(URI server, Throwable cause) {
        String tls = TlsErrors.of(cause);
        return tls != null
                ? "no TLS connection to " + server + ": " + tls
                : "no Tidings server at " + server + " (" + reason(cause)
                        + "); start one with ./tidings serve, or set another with --server or TIDINGS_SERVER";
    }

    /** The JDK's client often explains failures only by exception names. */
    private static String reason(Throwable failure) {
        boolean refused = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "the name does not resolve";
            }
            refused = refused || cause instanceof ConnectException;
        }
        String message = failure.getMessage();
        if (message != null && !message.isBlank()) {
            return message;
        }
        return refused ? "connection refused" : failure.getClass().getSimpleName();
    }
}
