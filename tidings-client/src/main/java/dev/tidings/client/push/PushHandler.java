package dev.tidings.client.push;

/**
 * Handles the messages of a subscription. Called by one thread at a time, in order; the next message waits until it
 * returns.
 */
@FunctionalInterface
public interface PushHandler {
    /**
     * Handles an event. When it throws, the client subscribes again after its backoff and receives the event again.
     * Catch failures that must not block later events.
     */
    void handle(PushedEvent event) throws Exception;

    /**
     * Handles a notice about the subscription, such as {@link PushNotice.Kind#RESET}. Throwing has the same effect as for an
     * event.
     */
    default void notice(PushNotice notice) throws Exception {}
}
