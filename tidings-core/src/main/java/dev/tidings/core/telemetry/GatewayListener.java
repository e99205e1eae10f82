package dev.tidings.core.telemetry;

/** Hears what becomes of events that are pushed. Called on hot paths: implementations count and return. */
public interface GatewayListener {
    /** One that hears nothing. */
    GatewayListener NONE = new GatewayListener() {};

    /** The log has so many more. */
    default void followed(int events) {}

    /** The log did not take an event. */
    default void appendFailed() {}

    /** The log takes no events any more. */
    default void logLost() {}

    /** The log takes events again. */
    default void logBack() {}

    /** @param transport grpc, sse, websocket */
    default void subscribed(String transport) {}

    /** @param reason replaced, slow, draining, unavailable, expired, revoked, or left */
    default void unsubscribed(String transport, String reason) {}

    /** @param start fresh, recovered or reset */
    default void opened(String transport, String start) {}

    default void delivered(String transport, int events) {}
}
