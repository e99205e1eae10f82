package dev.tidings.client.push;

/** What a program does with the stream. Called by one thread at a time, in order; the next message waits until it returns. */
@FunctionalInterface
public interface PushHandler {
    /**
     * Handles an event. When it throws, the event counts as not handled: the client subscribes again after its backoff and the
     * event comes again. Catch what shall not hold up what follows.
     */
    void handle(PushedEvent event) throws Exception;

    /** Hears of the stream itself; look for {@link PushNotice.Kind#RESET}. Throwing means the same as for an event. */
    default void notice(PushNotice notice) throws Exception {}
}
