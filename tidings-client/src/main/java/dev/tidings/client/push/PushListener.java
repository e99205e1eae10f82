package dev.tidings.client.push;

import io.grpc.Status;
import java.time.Duration;

/** Watches a client, for metrics and logs. Called on the client's thread; to return at once, and not to throw. */
public interface PushListener {
    /** Does nothing. */
    PushListener NONE = new PushListener() {};

    /** The server has answered. */
    default void subscribed(PushNotice first) {}

    /** A subscription is over and another follows. */
    default void lost(Status status, Duration delay) {}

    /** The handler threw; a subscription from before the event follows. */
    default void failed(PushedEvent event, Exception failure) {}
}
