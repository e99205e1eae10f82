package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;

/** Gives the cipher for a database that is being opened, by the connection that opens it. */
@FunctionalInterface
public interface CipherChoice {
    /**
     * Throws a {@link dev.tidings.core.store.StoreUnavailable}, or an exception of its own, when the database must not be opened;
     * nothing was changed in it before.
     *
     * @param laidOut whether the database has the tables of a Tidings
     */
    SecretCipher cipher(boolean laidOut);
}
