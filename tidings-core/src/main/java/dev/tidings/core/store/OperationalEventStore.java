package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/** What operators should know of, kept durably. */
public interface OperationalEventStore {
    /** A page, newest first. */
    Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit);
}
