package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/**
 * The result of one slice of a re-encryption.
 *
 * @param reencrypted secrets now encrypted with the newest key
 * @param failed secrets that could not be decrypted and were not changed
 * @param next where the next slice begins; null when the run is over
 */
public record ReencryptedSlice(
        int reencrypted, int failed, @Nullable String next) {}
