package dev.tidings.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that encrypt secrets in the store, and the way from one key to another. */
public interface SecretKeyStore {
    /** Every key that something in the store may be encrypted with; the key that encrypts now comes first. */
    List<SecretKeyUse> secretKeys();

    /**
     * Encrypts the next secrets of other keys again, with the key that encrypts now. A secret that was written meanwhile is
     * left as it is. What is done is durable on return; a new run goes on with what is left.
     *
     * @param after the {@code next} of the slice before; null begins a run
     * @param limit secrets of endpoints in this slice at most
     */
    ReencryptedSlice reencrypt(@Nullable String after, int limit);

    /** Forgets the keys, except the one that encrypts, with which nothing is encrypted any more; returns their ids. */
    List<String> retireSecretKeys();
}
