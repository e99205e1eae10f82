package dev.tidings.server.cli;

/** The command line cannot mean anything; the message says why. */
final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Usage(String message) {
        super(message);
    }
}
