package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/** Keeps what could not be decoded, with its raw bytes and the reason. */
public interface QuarantineStore {
    /** Keeps it once: the same source and position again changes nothing. */
    void quarantine(QuarantinedItem item);

    /** A page, newest first. */
    Page<QuarantinedItem> quarantined(String tenant, @Nullable String cursor, int limit);
}
