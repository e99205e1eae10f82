package dev.tidings.server.app;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.cli.StartFailure;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.StoreSection;
import dev.tidings.store.jdbc.PoolShares;
import dev.tidings.store.jdbc.mariadb.MariaDbPool;
import dev.tidings.store.jdbc.mariadb.MariaDbStore;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Opens the store that the configuration names. */
final class Stores {
    private Stores() {}

    /** Throws a {@link StartFailure} that says why it is not to be had. */
    static Store open(Configuration configuration, Clocks clocks, Ids ids) {
        Path folder = configuration.data().dir().toAbsolutePath();
        StoreSection section = configuration.store();
        try {
            SecretCipher cipher = new AesGcmSecretCipher(key(configuration, clocks), clocks.random());
            return switch (section.kind()) {
                case SQLITE -> SqliteStore.open(section.file(folder), clocks.clock(), cipher, ids);
                case POSTGRES ->
                    PostgresStore.open(
                            new PostgresPool(
                                    section.url(), given(section.user()), given(section.password()), section.pool()),
                            clocks.ticker(),
                            cipher,
                            ids);
                case MARIADB ->
                    MariaDbStore.open(
                            new MariaDbPool(
                                    section.url(), given(section.user()), given(section.password()), section.pool()),
                            clocks.ticker(),
                            cipher,
                            ids);
            };
        } catch (StoreUnavailable unavailable) {
            throw new StartFailure(String.valueOf(unavailable.getMessage()), unavailable);
        }
    }

    /** How many readers the store has for what people ask for. */
    static int inquirers(Configuration configuration) {
        StoreSection section = configuration.store();
        return section.kind() == StoreSection.Kind.SQLITE
                ? SqliteStore.INQUIRERS
                : PoolShares.of(section.pool()).inquiries();
    }

    /** All nodes of a cluster need the same: a store refuses a node with another. */
    static SecretKey key(Configuration configuration, Clocks clocks) {
        StoreSection section = configuration.store();
        Path folder = configuration.data().dir().toAbsolutePath();
        return section.secretKey().isEmpty()
                ? SecretKeyFile.loadOrCreate(folder, clocks.random())
                : SecretKeyFile.ofDigits("store.secret_key", section.secretKey());
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
