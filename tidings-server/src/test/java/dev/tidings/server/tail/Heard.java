package dev.tidings.server.tail;

import org.jspecify.annotations.Nullable;

/**
 * What a client hears, in the same words on every transport.
 *
 * @param kind event, fresh, recovered, reset, unavailable, live, end, heartbeat, or closed when the connection is no more
 * @param cursor as it came; empty when none did
 * @param detail of an event its payload as text, of an end the reason
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
