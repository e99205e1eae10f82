package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/** Stores events for operators. */
public interface OperationalEventStore {
    /**
     * @param kind stable code, such as {@code stream.trimmed}
     * @param subject what it concerns
     */
    void addEvent(String tenant, String kind, String subject, String message);

    /** Returns a page, newest first. */
    Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit);
}
