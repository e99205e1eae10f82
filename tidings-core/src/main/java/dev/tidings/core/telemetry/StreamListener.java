package dev.tidings.core.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Observes stream readers by label. Called on hot paths: implementations count and return. */
public interface StreamListener {
    /** Ignores everything. */
    StreamListener NONE = new StreamListener() {};

    /** Called when a stream becomes readable or unreadable: the broker is unreachable, or the key is not a stream. */
    default void connected(String label, boolean connected) {}

    default void read(String label, int entries) {}

    /** Called when entries are durable and the offset has advanced. */
    default void handled(String label, int entries) {}

    default void quarantined(String label) {}

    /** Called when the stream begins after the next entry to read: entries between may never have been read. */
    default void trimmed(String label) {}

    /** Called with the number of unhandled entries that this reader knows of. */
    default void behind(String label, long entries) {}

    /** Called with the time of the first unhandled entry; null when there is none. */
    default void oldest(String label, @Nullable Instant added) {}
}
