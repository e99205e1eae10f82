package dev.tidings.server.app;

import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.cli.StartFailure;
import dev.tidings.server.config.Configuration;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;

/** Opens the store that the configuration names. */
final class Stores {
    private Stores() {}

    /** Throws a {@link StartFailure} that says why it is not to be had. */
    static Store open(Configuration configuration, Clocks clocks, Ids ids) {
        Path folder = configuration.data().dir().toAbsolutePath();
        try {
            return SqliteStore.open(
                    configuration.store().file(folder),
                    clocks.clock(),
                    new AesGcmSecretCipher(SecretKeyFile.loadOrCreate(folder, clocks.random()), clocks.random()),
                    ids);
        } catch (StoreUnavailable unavailable) {
            throw new StartFailure(String.valueOf(unavailable.getMessage()), unavailable);
        }
    }
}
