package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;

/** Chooses the cipher of a database while it is being opened. */
@FunctionalInterface
public interface CipherChoice {
    /**
     * Throws a {@link dev.tidings.core.store.StoreUnavailable}, or an exception of its own, when the database must not be opened;
     * nothing was changed in it before.
     *
     * @param laidOut whether the database has Tidings' tables
     */
    SecretCipher cipher(boolean laidOut);
}
