package dev.tidings.core.telemetry;

/** Hears what becomes of events that are pushed. Called on hot paths: implementations count and return. */
public interface PushListener {
    /** One that hears nothing. */
    PushListener NONE = new PushListener() {};

    /** The log has so many more. */
    default void followed(int events) {}

    /** @param transport grpc, sse, websocket */
    default void subscribed(String transport) {}

    /** @param reason replaced, slow, draining, unavailable, expired, revoked, or left */
    default void unsubscribed(String transport, String reason) {}

    /** @param start fresh, recovered or reset */
    default void opened(String transport, String start) {}

    default void delivered(String transport, int events) {}
}
