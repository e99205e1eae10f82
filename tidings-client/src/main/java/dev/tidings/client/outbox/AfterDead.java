package dev.tidings.client.outbox;

/** What a dead row does to later rows with the same ordering key. All relays of a table must use the same setting. */
public enum AfterDead {
    /** Later rows wait until the dead row is replayed or discarded, which always keeps the order. */
    KEY_WAITS,
    /** Later rows are shipped without it; a replay ships the dead row out of order. */
    KEY_GOES_ON
}
