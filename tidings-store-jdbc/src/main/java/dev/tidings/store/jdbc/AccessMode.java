package dev.tidings.store.jdbc;

/** Whether a call reads or writes. */
public enum AccessMode {
    READ,
    /** Includes opening the database. */
    WRITE
}
