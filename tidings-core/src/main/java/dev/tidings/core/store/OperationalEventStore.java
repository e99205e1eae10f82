package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/** What operators should know of, kept durably. */
public interface OperationalEventStore {
    /**
     * @param kind stable code, such as {@code stream.trimmed}
     * @param subject what it happened to
     */
    void addEvent(String tenant, String kind, String subject, String message);

    /** A page, newest first. */
    Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit);
}
