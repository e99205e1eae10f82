package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens Tidings' store in a new, empty database each time and drops the previous one. */
final class TidingsStores implements Supplier<Store> {
    /** The number of writing connections, as in the server. */
    static final int WRITERS = 4;

    private final WorkloadEnvironment stage;
    private final Postgres postgres;
    private @Nullable String url;

    TidingsStores(WorkloadEnvironment stage, Postgres postgres) {
        this.stage = stage;
        this.postgres = postgres;
    }

    @Override
    public Store get() {
        if (url != null) {
            postgres.drop(url);
        }
        String fresh = postgres.create();
        url = fresh;
        return open(fresh);
    }

    /** The database of the last store. */
    String url() {
        if (url == null) {
            throw new IllegalStateException("no store was opened yet");
        }
        return url;
    }

    /** The store of a database, created if missing. */
    Store open(String database) {
        SecureRandom random = new SecureRandom();
        return PostgresStore.open(
                new PostgresPool(database, null, null, PostgresPool.DEFAULT_SIZE),
                System::nanoTime,
                new AesGcmSecretCipher(List.of(SecretKeyFile.loadOrCreate(stage.scratch(), random)), random),
                EngineRig.IDS);
    }

    /** A database with the schema and no rows. */
    String empty() {
        String database = postgres.create();
        open(database).close();
        return database;
    }
}
