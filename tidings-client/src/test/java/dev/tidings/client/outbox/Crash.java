package dev.tidings.client.outbox;

/** The process is gone; nothing after it in this relay's life is done. An Error, so that nobody takes it for trouble. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("killed", null, false, false);
    }
}
