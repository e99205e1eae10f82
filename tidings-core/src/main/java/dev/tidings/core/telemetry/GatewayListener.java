package dev.tidings.core.telemetry;

/** Observes event push. Called on hot paths: implementations count and return. */
public interface GatewayListener {
    /** Ignores everything. */
    GatewayListener NONE = new GatewayListener() {};

    /** Called when the log has more events. */
    default void followed(int events) {}

    /** Called when the log refuses an event. */
    default void appendFailed() {}

    /** Called when the log stops accepting events. */
    default void logLost() {}

    /** Called when the log accepts events again. */
    default void logBack() {}

    /** @param transport grpc, sse, websocket */
    default void subscribed(String transport) {}

    /** @param reason replaced, slow, draining, unavailable, expired, revoked, or left */
    default void unsubscribed(String transport, String reason) {}

    /** @param start fresh, recovered or reset */
    default void opened(String transport, String start) {}

    default void delivered(String transport, int events) {}
}
