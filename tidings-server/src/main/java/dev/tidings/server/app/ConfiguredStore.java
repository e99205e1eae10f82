package dev.tidings.server.app;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.StoreSection;
import dev.tidings.store.jdbc.CipherChoice;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.PoolShares;
import dev.tidings.store.jdbc.ReplicaAddress;
import dev.tidings.store.jdbc.mariadb.MariaDbPool;
import dev.tidings.store.jdbc.mariadb.MariaDbStore;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the configured store. */
final class ConfiguredStore {
    /** The header of an SQLite file. */
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private ConfiguredStore() {}

    /** Throws a {@link StartFailure} with the reason if the store is unavailable. */
    static JdbcStore open(Configuration configuration, Clocks clocks, Ids ids) {
        return open(configuration, clocks, ids, () -> {});
    }

    /**
     * @param beforeCreation prepares the data folder. It is called once what exists fits the configuration, before anything
     * is created, so that nothing is written to a mount point without its disk
     */
    static JdbcStore open(Configuration configuration, Clocks clocks, Ids ids, Runnable beforeCreation) {
        Path folder = configuration.data().dir().toAbsolutePath();
        StoreSection section = configuration.store();
        FittingCipher cipher = new FittingCipher(configuration, clocks, beforeCreation);
        try {
            JdbcStore store = switch (section.kind()) {
                case SQLITE ->
                    SqliteStore.open(
                            section.file(folder), clocks.clock(), cipher.cipher(isDatabase(section.file(folder))), ids);
                case POSTGRES -> PostgresStore.open(postgres(section), clocks.ticker(), cipher, ids);
                case MARIADB -> MariaDbStore.open(mariaDb(section), clocks.ticker(), cipher, ids);
            };
            cipher.logCreated();
            return store;
        } catch (StoreUnavailable unavailable) {
            throw new StartFailure(String.valueOf(unavailable.getMessage()), unavailable);
        }
    }

    /**
     * Looks at what exists; changes nothing. Throws a {@link StartFailure} if the database server does not
     * respond.
     */
    static ExistingStore found(Configuration configuration) {
        try {
            return look(configuration);
        } catch (StoreUnavailable unavailable) {
            throw new StartFailure(String.valueOf(unavailable.getMessage()), unavailable);
        }
    }

    private static ExistingStore look(Configuration configuration) {
        Path folder = configuration.data().dir().toAbsolutePath();
        StoreSection section = configuration.store();
        return look(
                configuration,
                switch (section.kind()) {
                    case SQLITE -> isDatabase(section.file(folder));
                    case POSTGRES -> PostgresStore.laidOut(postgres(section));
                    case MARIADB -> MariaDbStore.laidOut(mariaDb(section));
                });
    }

    /**
     * @param sealed whether the database has Tidings' tables
     */
    static ExistingStore look(Configuration configuration, boolean sealed) {
        Path folder = configuration.data().dir().toAbsolutePath();
        StoreSection section = configuration.store();
        boolean database = sealed || (section.kind() == StoreSection.Kind.SQLITE && hasContent(section.file(folder)));
        Path keyFile = section.secretKey().isEmpty() ? folder.resolve(SecretKeyFile.NAME) : null;
        return new ExistingStore(
                section.name(folder), database, sealed, keyFile, keyFile == null || Files.exists(keyFile));
    }

    /** An empty file is left by a process that died while creating it. */
    private static boolean hasContent(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** Damaged files are reported when they are opened. */
    private static boolean isDatabase(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return Arrays.equals(content.readNBytes(SQLITE.length), SQLITE);
        } catch (IOException none) {
            return false;
        }
    }

    private static PostgresPool postgres(StoreSection section) {
        return new PostgresPool(
                section.url().reveal(),
                given(section.user()),
                given(section.password().reveal()),
                section.pool(),
                replica(section));
    }

    private static Optional<ReplicaAddress> replica(StoreSection section) {
        return section.readUrl().isEmpty()
                ? Optional.empty()
                : Optional.of(new ReplicaAddress(section.readUrl().reveal(), section.readMaxLag()));
    }

    private static MariaDbPool mariaDb(StoreSection section) {
        return new MariaDbPool(
                section.url().reveal(),
                given(section.user()),
                given(section.password().reveal()),
                section.pool(),
                replica(section));
    }

    /** The number of connections for list queries. */
    static int listReaders(Configuration configuration) {
        StoreSection section = configuration.store();
        return section.kind() == StoreSection.Kind.SQLITE
                ? SqliteStore.LIST_READERS
                : PoolShares.of(section.pool()).listQueries();
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    /**
     * Chooses the cipher of a store that is being opened, after checking that the store fits the keys and the
     * configuration.
     */
    static final class FittingCipher implements CipherChoice {
        private final Configuration configuration;
        private final Clocks clocks;
        private final Runnable beforeCreation;
        private @Nullable ExistingStore existing;
        private String keyId = "";

        FittingCipher(Configuration configuration, Clocks clocks, Runnable beforeCreation) {
            this.configuration = configuration;
            this.clocks = clocks;
            this.beforeCreation = beforeCreation;
        }

        /**
         * Throws a {@link dev.tidings.core.problem.StartFailure} if something does not fit; creates a key
         * only if everything does.
         */
        @Override
        public SecretCipher cipher(boolean laidOut) {
            StoreSection section = configuration.store();
            ExistingStore there = ConfiguredStore.look(configuration, laidOut);
            there.requireFit(section.mustExist(), section.secretKeyId());
            beforeCreation.run();
            SecretCipher cipher = new AesGcmSecretCipher(SecretKeySources.keys(configuration, clocks), clocks.random());
            there.requireKey(section.secretKeyId(), cipher.keyId());
            existing = there;
            keyId = cipher.keyId();
            return cipher;
        }

        /** Logs what was created, once the store is open. */
        void logCreated() {
            if (existing != null) {
                existing.logCreated(keyId);
            }
        }
    }
}
