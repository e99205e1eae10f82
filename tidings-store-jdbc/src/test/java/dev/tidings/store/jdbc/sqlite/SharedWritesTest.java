package dev.tidings.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.time.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that wait at the same time share a transaction, and fail alone. */
class SharedWritesTest {
    private static final Sql INSERT = Sql.of("""
        INSERT INTO ballast (id, fill) VALUES (:id, zeroblob(:bytes))
        """);

    @TempDir
    Path folder;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private SqliteStore store;
    private StoreWriter writer;

    @BeforeEach
    void open() {
        store = SqliteFiles.open(folder, SettableClock.atStart());
        writer = store.writer(tasks::add);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Inserts rows, and remembers how it ended and what others saw then. */
    private final class Insert implements StoreWriter.Write {
        private final long[] ids;
        private final long bytes;
        private @Nullable List<Long> visibleWhenRun;
        private @Nullable List<Long> visibleWhenDurable;
        private @Nullable Throwable failure;

        Insert(long bytes, long... ids) {
            this.ids = ids;
            this.bytes = bytes;
        }

        @Override
        public void run() {
            store.database().write("insert", tx -> {
                for (long id : ids) {
                    tx.prepared(INSERT).number("id", id).number("bytes", bytes).update();
                }
                return ids;
            });
            visibleWhenRun = visible();
        }

        @Override
        public void durable() {
            visibleWhenDurable = visible();
        }

        @Override
        public void failed(Throwable why) {
            failure = why;
        }
    }

    @Test
    void nothing_of_a_shared_transaction_is_visible_before_everything_is_durable() {
        Insert first = new Insert(1, 1);
        Insert second = new Insert(1, 2);

        commit(first, second);

        assertThat(first.visibleWhenRun).isEmpty();
        assertThat(second.visibleWhenRun).isEmpty();
        assertThat(first.visibleWhenDurable).containsExactly(1L, 2L);
        assertThat(second.visibleWhenDurable).containsExactly(1L, 2L);
    }

    @Test
    void a_write_that_fails_leaves_nothing_and_the_others_are_committed() {
        Insert first = new Insert(1, 1);
        Insert twice = new Insert(1, 2, 1);
        Insert last = new Insert(1, 3);

        commit(first, twice, last);

        assertThat(twice.failure).hasMessageContaining("UNIQUE");
        assertThat(twice.visibleWhenDurable).isNull();
        assertThat(first.failure).isNull();
        assertThat(last.failure).isNull();
        assertThat(visible()).containsExactly(1L, 3L);
    }

    @Test
    void a_disk_that_becomes_full_fails_every_write_of_the_transaction() {
        limit(200);
        Insert small = new Insert(1, 1);
        Insert large = new Insert(10L * 1024 * 1024, 2);
        Insert late = new Insert(1, 3);

        commit(small, large, late);

        assertThat(List.of(small, large, late)).allSatisfy(one -> {
            assertThat(one.failure).isInstanceOf(StoreUnavailable.class).hasMessageContaining("disk is full");
            assertThat(one.visibleWhenDurable).isNull();
        });
        assertThat(visible()).isEmpty();

        Insert again = new Insert(1, 1);
        commit(again, new Insert(1, 3));
        assertThat(again.failure).isNull();
        assertThat(visible()).containsExactly(1L, 3L);
    }

    @Test
    void a_single_write_has_a_transaction_of_its_own() {
        Insert only = new Insert(1, 1);

        commit(only);

        assertThat(only.visibleWhenRun).containsExactly(1L);
        assertThat(only.visibleWhenDurable).containsExactly(1L);
    }

    private void commit(Insert... inserts) {
        List.of(inserts).forEach(insert -> tasks.add(() -> writer.commit(insert)));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void limit(int pages) {
        store.database().write("limit", tx -> {
            try (Statement statement = tx.connection().createStatement()) {
                return statement.execute("PRAGMA max_page_count = " + pages);
            }
        });
    }

    /** What another process sees. */
    private List<Long> visible() {
        try (Connection other = SqliteFiles.connect(folder);
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM ballast ORDER BY id")) {
            List<Long> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getLong(1));
            }
            return ids;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
