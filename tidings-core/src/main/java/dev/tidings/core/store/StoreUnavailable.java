package dev.tidings.core.store;

/** The database cannot be reached, opened or written. The message says what to do. */
public class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param message for the log: it may name the database
     * @param reason for whoever asked: without the database's address and its own words
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

    /** What may be shown to callers of the server, who need not know where the database is. */
    public String reason() {
        return reason;
    }
}
