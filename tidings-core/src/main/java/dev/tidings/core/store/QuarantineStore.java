package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/** Stores messages that could not be decoded, with their raw bytes and the reason. */
public interface QuarantineStore {
    /** Stores the item unless one with the same source and position exists. */
    void quarantine(QuarantinedItem item);

    /** Returns a page, newest first. */
    Page<QuarantinedItem> quarantined(String tenant, @Nullable String cursor, int limit);
}
