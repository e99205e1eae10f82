package dev.tidings.server.tail;

import org.jspecify.annotations.Nullable;

/**
 * A received item, in the same form for every transport.
 *
 * @param kind event, fresh, recovered, reset, unavailable, live, end, heartbeat, or closed when the connection is closed
 * @param cursor the received cursor; empty if there is none
 * @param detail the payload of an event as text, or the reason of an end
 */
public record Heard(
        String kind,
        String cursor,
        @Nullable String recipient,
        @Nullable String type,
        @Nullable String id,
        @Nullable String detail) {
    static Heard plain(String kind, String cursor, @Nullable String detail) {
        return new Heard(kind, cursor, null, null, null, detail);
    }

    boolean isEvent() {
        return kind.equals("event");
    }
}
