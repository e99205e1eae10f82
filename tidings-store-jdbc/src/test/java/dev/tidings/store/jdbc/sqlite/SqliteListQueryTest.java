package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.ListQueryContract;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteListQueryTest extends ListQueryContract {
    @TempDir
    Path folder;

    private SqliteDatabase database;
    private SqliteStore store;

    @BeforeEach
    void open() {
        database = SqliteFile.open(folder.resolve("tidings.db"));
        store = SqliteStore.on(database, SettableClock.atStart(), new ReversingCipher(), new CountingIds());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected Database database() {
        return database;
    }

    @Override
    protected int readers() {
        return SqliteStore.LIST_READERS;
    }

    @Override
    protected String endless() {
        return "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0";
    }
}
