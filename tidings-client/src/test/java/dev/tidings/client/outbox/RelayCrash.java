package dev.tidings.client.outbox;

/** The simulated death of a process. An Error, so that no handler for failures catches it. */
final class RelayCrash extends Error {
    private static final long serialVersionUID = 1L;

    RelayCrash() {
        super("killed", null, false, false);
    }
}
