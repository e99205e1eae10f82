package dev.tidings.store.jdbc;

/** The index by which a listing comes by its deliveries. */
public enum DeliveryWay {
    /** Down from the newest of all tenants. */
    NEWEST,
    OF_RECIPIENT,
    OF_NOTIFICATION,
    /** Only dead, skipped and canceled ones are looked at. */
    NOT_SENT,
    /** Only pending, sending and failed ones are looked at. */
    OPEN
}
