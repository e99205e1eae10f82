package dev.tidings.core.problem;

/** Thrown when the server cannot start; the message is one line with the cause and the remedy. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
