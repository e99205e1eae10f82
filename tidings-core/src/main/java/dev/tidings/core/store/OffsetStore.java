package dev.tidings.core.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores read positions of streams by label. */
public interface OffsetStore {
    Optional<String> offset(String label);

    /**
     * Advances an offset if it still has the value that the reader saw.
     *
     * @param from null when there was none
     * @return false when another reader has moved it; nothing was changed
     */
    boolean saveOffset(String label, @Nullable String from, String to);
}
