package dev.tidings.client.outbox;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {
    @TempDir
    static Path folder;

    @Override
    String url() {
        return "jdbc:sqlite:" + folder.resolve("app.db") + "?journal_mode=WAL&synchronous=OFF&busy_timeout=10000";
    }

    /** It has one writer. */
    @Override
    int unfinishedRemovals() {
        return 1;
    }

    @Override
    String explain() {
        return "EXPLAIN QUERY PLAN ";
    }
}
