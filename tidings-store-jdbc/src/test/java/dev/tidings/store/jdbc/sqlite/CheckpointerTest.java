package dev.tidings.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.time.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the write-ahead log. */
class CheckpointerTest {
    private static final int PAGE_BYTES = 4096;
    private static final int LIMIT_PAGES = 8_000;

    private static final Sql FILL = Sql.of("""
        INSERT INTO ballast (fill) VALUES (zeroblob(:bytes))
        """);

    private static final Sql EMPTY = Sql.of("""
        DELETE FROM ballast
        """);

    @TempDir
    Path folder;

    /** The pages of the log, and how many of them are in the database. */
    private record Log(int pages, int copied) {}

    @Test
    void a_long_log_is_copied_without_another_commit() throws Exception {
        try (SqliteStore store = open()) {
            write(store, 2 * Checkpointer.PAGES);

            await().until(() -> log().copied() >= 2 * Checkpointer.PAGES);
            assertThat(log().pages()).as("no commit has copied them").isEqualTo(log().copied());
        }
    }

    @Test
    void a_short_log_costs_no_checkpoint() throws Exception {
        try (SqliteStore store = open()) {
            write(store, Checkpointer.PAGES / 2);
            write(store, 1);

            await().during(Duration.ofMillis(200)).until(() -> log().copied() == 0);
        }
    }

    @Test
    void the_log_stays_bounded_while_commits_never_pause() throws Exception {
        try (SqliteStore store = open()) {
            for (int pages = 0; pages < 4 * LIMIT_PAGES; pages += Checkpointer.PAGES / 4) {
                write(store, Checkpointer.PAGES / 4);
                store.database().write("empty", tx -> tx.prepared(EMPTY).update());
            }

            assertThat(Files.size(folder.resolve(SqliteFiles.NAME + "-wal"))).isLessThan(2L * LIMIT_PAGES * PAGE_BYTES);
        }
    }

    @Test
    void closing_leaves_no_log() throws Exception {
        try (SqliteStore store = open()) {
            write(store, 2 * Checkpointer.PAGES);
        }

        assertThat(folder.resolve(SqliteFiles.NAME + "-wal")).doesNotExist();
    }

    private SqliteStore open() {
        return SqliteFiles.open(folder, SettableClock.atStart());
    }

    private static void write(SqliteStore store, int pages) {
        store.database().write("fill", tx -> {
            return tx.prepared(FILL).number("bytes", (long) pages * PAGE_BYTES).update();
        });
    }

    private Log log() throws SQLException, IOException {
        try (Connection other = SqliteFiles.connect(folder);
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
            row.next();
            return new Log(row.getInt("log"), row.getInt("checkpointed"));
        }
    }
}
