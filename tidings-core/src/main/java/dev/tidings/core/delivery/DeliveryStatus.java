package dev.tidings.core.delivery;

import java.util.Locale;

/** Where a delivery is in its life. */
public enum DeliveryStatus {
    /** Never tried in this budget, waits for its time. */
    PENDING,
    /** Under a lease. */
    SENDING,
    /** The last attempt failed, waits for its next time. */
    FAILED,
    SENT,
    SKIPPED,
    DEAD,
    CANCELED;

    /** The word on the wire and in the store. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static DeliveryStatus ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Whether nothing more happens by itself. */
    public boolean terminal() {
        return switch (this) {
            case PENDING, SENDING, FAILED -> false;
            case SENT, SKIPPED, DEAD, CANCELED -> true;
        };
    }
}
