package dev.tidings.core.store;

import java.util.Optional;

/** How far a stream was read, under a stable label. */
public interface OffsetStore {
    Optional<String> offset(String label);

    void saveOffset(String label, String offset);
}
