package dev.tidings.server.app;

import dev.tidings.core.problem.StartFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a store is there before a server opens it. A folder whose disk is not mounted looks like that of a first start:
 * who knows better is told what is made anew, and each half that has lost the other is noticed.
 *
 * @param name of the database
 * @param database whether it has the tables of a Tidings, or a file has anything at all
 * @param sealed whether it holds what a key has sealed
 * @param keyFile of the key that seals secrets; null when the configuration has the key
 * @param key whether there is one
 */
record Found(
        String name,
        boolean database,
        boolean sealed,
        @Nullable Path keyFile,
        boolean key) {
    private static final Logger LOG = LoggerFactory.getLogger(Found.class);

    /**
     * Throws a {@link StartFailure} where opening the store would make things worse; nothing is made before.
     *
     * @param keyId of the key that must be there; empty when any will do
     */
    void requireFit(boolean mustExist, String keyId) {
        if (!key && !keyId.isEmpty()) {
            throw new StartFailure("the secret key " + keyId + " (store.secret_key_id) is not there: " + keyFile
                    + " is missing; its disk may not be mounted. Put the file back or give the key as"
                    + " store.secret_key; nothing was created");
        }
        if (mustExist && !database) {
            throw new StartFailure(
                    "there is no database at " + name + ", and store.must_exist is set: its disk may not be"
                            + " mounted, or store.url or data.dir is wrong; nothing was created");
        }
        if (!key && (sealed || mustExist)) {
            throw new StartFailure("the secrets in " + name + " are sealed with a key that is not there: " + keyFile
                    + " is missing; put it back (it lies in the data folder that the database was first opened with) or"
                    + " give it as store.secret_key; nothing was created");
        }
    }

    /** Throws a {@link StartFailure} when the key that encrypts is another than the one that it must be. */
    void requireKey(String expected, String found) {
        if (!expected.isEmpty() && !expected.equals(found)) {
            throw new StartFailure("the secret key in " + (keyFile == null ? "store.secret_key" : keyFile) + " is "
                    + found + ", and store.secret_key_id is " + expected + "; put back that key, or change"
                    + " store.secret_key_id together with the key; nothing was created");
        }
    }

    /** Says what was made, once it was. */
    void logCreated(String keyId) {
        if (database) {
            return;
        }
        if (!key) {
            LOG.warn(
                    "created an empty database, {}, and a new secret key, {}, with the id {}; there are no API keys."
                            + " Keep a copy of the key, and its id as store.secret_key_id. If there was data before,"
                            + " stop now and look for its disk: see store.must_exist",
                    name,
                    keyFile,
                    keyId);
        } else if (keyFile != null) {
            LOG.warn(
                    "created an empty database, {}, although its secret key, {}, with the id {}, was there before. If"
                            + " there was data, stop now and look for it: see store.must_exist",
                    name,
                    keyFile,
                    keyId);
        } else {
            LOG.warn(
                    "created the tables of an empty database, {}; its secret key has the id {}, and there are no API"
                            + " keys. If there was data before, stop now and look for it: see store.must_exist",
                    name,
                    keyId);
        }
    }
}
