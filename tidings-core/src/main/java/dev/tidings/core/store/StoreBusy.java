package dev.tidings.core.store;

/**
 * The store failed this one call: it was canceled, took too long, found no free reader or may not read that. It says nothing
 * about other calls, so it is not an outage.
 */
public final class StoreBusy extends StoreUnavailable {
    private static final long serialVersionUID = 1L;

    public StoreBusy(String message, String reason, Throwable cause) {
        super(message, reason, cause);
    }

    public StoreBusy(String message, String reason) {
        super(message, reason);
    }
}
