package dev.tidings.core.store;

/**
 * Thrown when the store fails this one call: it was canceled, timed out, found no free reader or is not permitted.
 * Other calls are not affected, so it is not an outage.
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
