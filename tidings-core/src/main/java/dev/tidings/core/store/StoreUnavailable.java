package dev.tidings.core.store;

/** Thrown when the database cannot be reached, opened or written. The message says what to do. */
public class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param message for the log; may name the database
     * @param reason for the caller; without the database's address and messages
     */
    public StoreUnavailable(String message, String reason, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StoreUnavailable(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    public StoreUnavailable(String message, Throwable cause) {
        this(message, message, cause);
    }

    public StoreUnavailable(String message) {
        this(message, message);
    }

    /** Returns what callers of the server may see, without the database's location. */
    public String reason() {
        return reason;
    }
}
