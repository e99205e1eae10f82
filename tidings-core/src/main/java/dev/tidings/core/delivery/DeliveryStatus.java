package dev.tidings.core.delivery;

import java.util.Locale;

/** The status of a delivery. */
public enum DeliveryStatus {
    /** No attempt in this budget yet; waits until it is due. */
    PENDING,
    /** Held under a lease. */
    SENDING,
    /** The last attempt failed; waits until it is due again. */
    FAILED,
    SENT,
    SKIPPED,
    DEAD,
    CANCELED;

    /** Returns the name on the wire and in the store. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static DeliveryStatus ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Returns whether the delivery has ended; only an operator can revive it. */
    public boolean terminal() {
        return switch (this) {
            case PENDING, SENDING, FAILED -> false;
            case SENT, SKIPPED, DEAD, CANCELED -> true;
        };
    }
}
