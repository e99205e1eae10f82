package dev.tidings.client.outbox;

/** What a dead row means to those after it under the same ordering key. All relays of a table are to be of one mind. */
public enum AfterDead {
    /** They wait until it is replayed or discarded: the order is kept whatever happens. */
    KEY_WAITS,
    /** They go on without it: when it is replayed, it comes late. */
    KEY_GOES_ON
}
