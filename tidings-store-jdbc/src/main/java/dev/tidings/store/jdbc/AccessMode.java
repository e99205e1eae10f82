package dev.tidings.store.jdbc;

/** What a call wants of a database. */
public enum AccessMode {
    READ,
    /** Opening a database counts as well: nothing can be written before. */
    WRITE
}
