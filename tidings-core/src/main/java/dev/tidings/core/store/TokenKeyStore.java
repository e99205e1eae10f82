package dev.tidings.core.store;

import dev.tidings.core.access.TokenKey;
import java.time.Instant;
import java.util.List;

/** Stores the keys that sign subscriber tokens, encrypted. */
public interface TokenKeyStore {
    /** Returns the valid keys, newest first: the first without an end signs. */
    List<TokenKey> tokenKeys();

    /** Adds a key unless one may sign; returns the valid keys. Of concurrent callers, one adds its key. */
    List<TokenKey> requireTokenKey(TokenKey fresh);

    /**
     * Lets a new key sign from now on. The others verify until the given time or their own earlier end; ended ones are
     * removed. Of concurrent rotations, each ends the key of the previous one: one key signs.
     */
    void rotateTokenKeys(TokenKey fresh, Instant othersUntil);
}
