package dev.tidings.server.cli.rest;

import java.net.URI;

/** No server answers. */
public final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(URI server, Throwable cause) {
        super(
                "no Tidings answers at " + server + " (" + reason(cause)
                        + "); start one with ./tidings serve, or name another with --server or TIDINGS_SERVER",
                cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
