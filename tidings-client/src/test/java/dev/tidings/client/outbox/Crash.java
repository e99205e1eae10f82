package dev.tidings.client.outbox;

/** The simulated death of a process. An Error, so that no handler for failures catches it. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("killed", null, false, false);
    }
}
