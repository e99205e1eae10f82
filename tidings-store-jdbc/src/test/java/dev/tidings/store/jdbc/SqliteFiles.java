package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;

/** Where tests keep their database. */
final class SqliteFiles {
    static final String NAME = "tidings.db";

    private SqliteFiles() {}

    static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.open(folder.resolve(NAME), clock, cipher, ids);
    }
}
