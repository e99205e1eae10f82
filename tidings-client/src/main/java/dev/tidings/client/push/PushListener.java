package dev.tidings.client.push;

import io.grpc.Status;
import java.time.Duration;

/** Observes a client, for metrics and logs. Called on the client's thread: must return at once and not throw. */
public interface PushListener {
    /** Does nothing. */
    PushListener NONE = new PushListener() {};

    /** The server has answered. */
    default void subscribed(PushNotice first) {}

    /** A subscription has ended; the next one starts after the delay. */
    default void lost(Status status, Duration delay) {}

    /** The handler threw; the next subscription starts before the event. */
    default void failed(PushedEvent event, Exception failure) {}
}
