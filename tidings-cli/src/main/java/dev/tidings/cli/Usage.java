package dev.tidings.cli;

/** The command line cannot mean anything; the message says why. */
public final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Usage(String message) {
        super(message);
    }
}
