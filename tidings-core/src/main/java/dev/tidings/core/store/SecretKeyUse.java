package dev.tidings.core.store;

import java.time.Instant;

/**
 * A key that encrypts secrets in the store, without the key itself.
 *
 * @param encrypts whether this process encrypts with it
 * @param available whether this process can decrypt with it
 * @param secrets the number of endpoints and token keys encrypted with it
 * @param since when the store first saw it
 */
public record SecretKeyUse(String id, boolean encrypts, boolean available, long secrets, Instant since) {
    /** Returns whether a server without this key could not read the store. */
    public boolean needed() {
        return encrypts || secrets > 0;
    }
}
