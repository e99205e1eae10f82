package dev.tidings.core.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hears what becomes of streams that are read, each by its label. Called on hot paths: implementations count and return. */
public interface StreamListener {
    /** One that hears nothing. */
    StreamListener NONE = new StreamListener() {};

    /** It can be read, or not: Redis or Kafka is away, or what is there is no stream. */
    default void connected(String label, boolean connected) {}

    default void read(String label, int entries) {}

    /** Durable, and passed. */
    default void handled(String label, int entries) {}

    default void quarantined(String label) {}

    /** The stream begins behind where reading is to go on: entries between may never have been read. */
    default void trimmed(String label) {}

    /** How many are there that are not handled, as far as this reader knows. */
    default void behind(String label, long entries) {}

    /** When the first entry that is not handled was added; null when there is none. */
    default void oldest(String label, @Nullable Instant added) {}
}
