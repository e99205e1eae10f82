package dev.tidings.server.app;

import dev.tidings.server.cli.StartFailure;
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

    /** Throws a {@link StartFailure} where opening the store would make things worse; nothing is made before. */
    void requireFit(boolean mustExist) {
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

    /** Says what was made, once it was. */
    void logCreated() {
        if (database) {
            return;
        }
        if (!key) {
            LOG.warn(
                    "created an empty database, {}, and a new secret key, {}; there are no API keys. Keep a copy of the"
                            + " key. If there was data before, stop now and look for its disk: see store.must_exist",
                    name,
                    keyFile);
        } else if (keyFile != null) {
            LOG.warn(
                    "created an empty database, {}, although its secret key, {}, was there before. If there was data,"
                            + " stop now and look for it: see store.must_exist",
                    name,
                    keyFile);
        } else {
            LOG.warn(
                    "created the tables of an empty database, {}; there are no API keys. If there was data before,"
                            + " stop now and look for it: see store.must_exist",
                    name);
        }
    }
}
