package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/**
 * What one slice of a re-encryption did.
 *
 * @param reencrypted secrets that the newest key encrypts now
 * @param failed secrets that could not be decrypted and are as they were
 * @param next where the next slice begins; null when the run is over
 */
public record ReencryptedSlice(
        int reencrypted, int failed, @Nullable String next) {}
