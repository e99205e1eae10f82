package dev.tidings.store.jdbc;

/** The index by which deliveries are searched. */
public enum DeliveryIndex {
    /** All deliveries of all tenants by their ids, newest first. */
    NEWEST,
    OF_RECIPIENT,
    OF_NOTIFICATION,
    /** The deliveries of some notifications. */
    OF_NOTIFICATIONS,
    /** Holds only dead, skipped and canceled deliveries. */
    NOT_SENT,
    /** Holds only pending, sending and failed deliveries. */
    OPEN
}
