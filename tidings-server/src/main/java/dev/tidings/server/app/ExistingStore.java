package dev.tidings.server.app;

import dev.tidings.core.problem.StartFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What exists of a store before a server opens it. A folder whose disk is not mounted looks like a first start, so
 * everything that is created is logged, and a database without its key, or a key without its database, is detected.
 *
 * @param name the name of the database
 * @param database whether it has Tidings' tables, or is a non-empty file
 * @param sealed whether it contains encrypted secrets
 * @param keyFile the file of the key that encrypts secrets; null if the key is configured
 * @param key whether the key exists
 */
record ExistingStore(
        String name,
        boolean database,
        boolean sealed,
        @Nullable Path keyFile,
        boolean key) {
    private static final Logger LOG = LoggerFactory.getLogger(ExistingStore.class);

    /**
     * Throws a {@link StartFailure} if opening the store would lose or hide data; nothing is created before.
     *
     * @param keyId the id of the required key; empty for any
     */
    void requireFit(boolean mustExist, String keyId) {
        if (!key && !keyId.isEmpty()) {
            throw new StartFailure("the secret key " + keyId + " (store.secret_key_id) was not found: " + keyFile
                    + " is missing; its disk may not be mounted. Restore the file or set store.secret_key; nothing"
                    + " was created");
        }
        if (mustExist && !database) {
            throw new StartFailure(
                    "there is no database at " + name + ", but store.must_exist is set; its disk may not be mounted,"
                            + " or store.url or data.dir is wrong; nothing was created");
        }
        if (!key && (sealed || mustExist)) {
            throw new StartFailure("the key for the secrets in " + name + " was not found: " + keyFile
                    + " is missing; restore it from the data folder that the database was first opened with, or set"
                    + " store.secret_key; nothing was created");
        }
    }

    /** Throws a {@link StartFailure} if the encrypting key is not the required one. */
    void requireKey(String expected, String found) {
        if (!expected.isEmpty() && !expected.equals(found)) {
            throw new StartFailure("the secret key in " + (keyFile == null ? "store.secret_key" : keyFile) + " is "
                    + found + ", but store.secret_key_id is " + expected + "; restore that key, or change"
                    + " store.secret_key_id together with the key; nothing was created");
        }
    }

    /** Logs what was created. */
    void logCreated(String keyId) {
        if (database) {
            return;
        }
        if (!key) {
            LOG.warn(
                    "created an empty database and a new secret key; there are no API keys. Back up the key and set"
                            + " store.secret_key_id. If there was data before, stop now and look for its disk, see"
                            + " store.must_exist; database={} key_file={} key_id={}",
                    name,
                    keyFile,
                    keyId);
        } else if (keyFile != null) {
            LOG.warn(
                    "created an empty database for an existing secret key. If there was data before, stop now and look"
                            + " for it, see store.must_exist; database={} key_file={} key_id={}",
                    name,
                    keyFile,
                    keyId);
        } else {
            LOG.warn(
                    "created the tables of an empty database; there are no API keys. If there was data before, stop now"
                            + " and look for it, see store.must_exist; database={} key_id={}",
                    name,
                    keyId);
        }
    }
}
