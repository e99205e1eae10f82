package dev.tidings.core.store;

import dev.tidings.core.access.TokenKey;
import java.time.Instant;
import java.util.List;

/** Keeps the keys that sign the tokens of subscribers, encrypted. */
public interface TokenKeyStore {
    /** The keys in force, the newest first: the first that has no end signs. */
    List<TokenKey> tokenKeys();

    /** Adds a key unless there is one that may sign; returns the keys in force. Of many that ask at once one adds its key. */
    List<TokenKey> requireTokenKey(TokenKey fresh);

    /**
     * Has a fresh key sign from now on. The others verify until then, or until their own earlier end; those that have ended
     * are forgotten. Of many rotations at once each ends the key of the one before it: one key signs.
     */
    void rotateTokenKeys(TokenKey fresh, Instant othersUntil);
}
