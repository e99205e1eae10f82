package dev.tidings.client.push;

/** Carries a handler's exception out of the subscription. */
final class HandlerFailed extends Exception {
    private static final long serialVersionUID = 1L;

    HandlerFailed(Exception cause) {
        super(cause);
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
