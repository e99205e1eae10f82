package dev.tidings.cli;

/** Thrown for an invalid command line. */
public final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Usage(String message) {
        super(message);
    }
}
