package dev.tidings.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that encrypt secrets in the store, and re-encryption. */
public interface SecretKeyStore {
    /** Returns every key that something in the store may be encrypted with; the current key comes first. */
    List<SecretKeyUse> secretKeys();

    /**
     * Re-encrypts the next secrets of older keys with the current key. Secrets that are written meanwhile are not
     * changed. The work is durable on return; a new run continues with what is left.
     *
     * @param after {@code next} of the previous slice; null begins a run
     * @param limit maximum number of endpoint secrets in this slice
     */
    ReencryptedSlice reencrypt(@Nullable String after, int limit);

    /** Removes keys that no longer encrypt anything, except the current one; returns their ids. */
    List<String> retireSecretKeys();
}
