package dev.tidings.core.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a stream was read, under a stable label. */
public interface OffsetStore {
    Optional<String> offset(String label);

    /**
     * Moves an offset on, if it is still where the reader saw it.
     *
     * @param from null when there was none
     * @return false when another reader has moved it meanwhile: nothing was changed
     */
    boolean saveOffset(String label, @Nullable String from, String to);
}
