package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.InstantSource;

/** Stores in fresh databases of the server that all tests share. */
final class PostgresDatabases {
    private static final int CONNECTIONS = 6;

    private PostgresDatabases() {}

    static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return PostgresStore.openOn(clock, pool(PostgresServer.shared().createDatabase()), cipher, ids);
    }

    static PostgresPool pool(String url) {
        return new PostgresPool(url, null, null, CONNECTIONS);
    }
}
