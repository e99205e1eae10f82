package dev.tidings.store.jdbc.sqlite;

import static dev.tidings.store.jdbc.SmallIntents.GRANT;
import static dev.tidings.store.jdbc.SmallIntents.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures are rolled back completely, and reported. */
class SqliteFaultTest {
    private static final int BUSY_TIMEOUT_MS = 50;

    private final SettableClock clock = SettableClock.atStart();
    private final SmallIntents intents = new SmallIntents(clock);

    @TempDir
    Path folder;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteFiles.open(folder, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_failed_completion_leaves_neither_transitions_nor_evidence_of_its_batch() throws Exception {
        intents.accept(store, "user:1");
        intents.accept(store, "user:poison");
        List<LeasedDelivery> leased = intents.claim(store, 2);
        List<Delivery> before = deliveries();
        SqliteFiles.execute(folder, poisonWhenStatusIs("sent"));

        assertThatThrownBy(() -> store.completions()
                        .complete(leased.stream().map(intents::sent).toList()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("poison");
        assertThat(deliveries()).isEqualTo(before);

        store.completions().complete(List.of(intents.sent(leased.getFirst())));
        assertThat(deliveries())
                .extracting(Delivery::status)
                .containsExactlyInAnyOrder(DeliveryStatus.SENT, DeliveryStatus.SENDING);
    }

    @Test
    void a_failed_claim_leaves_the_previous_attempt_unchanged() throws Exception {
        intents.accept(store, "user:poison");
        store.completions()
                .complete(List.of(intents.failed(intents.claim(store, 1).getFirst())));
        Delivery before = deliveries().getFirst();
        SqliteFiles.execute(folder, poisonWhenStatusIs("sending"));

        assertThatThrownBy(() -> intents.claim(store, 1)).hasMessageContaining("poison");
        assertThat(deliveries()).containsExactly(before);

        SqliteFiles.execute(folder, "DROP TRIGGER poison");
        LeasedDelivery second = intents.claim(store, 1).getFirst();
        assertThat(store.queries().attempts(TENANT, second.id()))
                .extracting(Attempt::result)
                .containsExactly(AttemptResult.RETRY, null);
    }

    @Test
    void a_full_disk_is_reported_and_nothing_is_partially_written() {
        intents.accept(store, "user:before");
        long pages = pragma("page_count");
        pragma("max_page_count = " + (pages + 2));
        List<Acceptance> many =
                IntStream.range(0, 500).mapToObj(i -> intents.to("user:" + i)).toList();

        assertThatThrownBy(() -> store.accepts().accept(many, GRANT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("disk is full");
        assertThat(store.queries().count(DeliveryFilter.of(TENANT), 1_000)).isOne();

        assertThatThrownBy(store::checkWritable)
                .as("the probe needs as much space as an insert")
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("disk is full");

        pragma("max_page_count = 1000000");
        store.checkWritable();
        store.accepts().accept(many, GRANT);
        assertThat(store.queries().count(DeliveryFilter.of(TENANT), 1_000)).isEqualTo(501);
    }

    @Test
    void a_write_waits_for_the_write_of_another_process() throws Exception {
        try (Connection other = SqliteFiles.connect(folder);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("INSERT INTO offsets (label, position, saved_at) VALUES ('other', '1', 1)");
            CompletableFuture<Void> accepted = CompletableFuture.runAsync(() -> intents.accept(store, "user:1"));
            statement.execute("COMMIT");
            accepted.join();
        }

        assertThat(store.queries().count(DeliveryFilter.of(TENANT), 10)).isOne();
        assertThat(store.offsets().offset("other")).contains("1");
    }

    @Test
    void a_write_lock_that_is_never_released_is_named() throws Exception {
        try (SqliteStore impatient = SqliteStore.on(
                        SqliteFile.open(folder.resolve(SqliteFiles.NAME), BUSY_TIMEOUT_MS),
                        clock,
                        new ReversingCipher(),
                        new CountingIds());
                Connection other = SqliteFiles.connect(folder);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> intents.accept(impatient, "user:1"))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("another process holds its write lock");
            assertThatThrownBy(impatient::checkWritable).isInstanceOf(StoreUnavailable.class);
            assertThat(impatient.queries().count(DeliveryFilter.of(TENANT), 10))
                    .as("reads still work")
                    .isZero();
            statement.execute("ROLLBACK");
            intents.accept(impatient, "user:1");
        }
    }

    @Test
    void a_file_damaged_while_open_is_named() throws Exception {
        intents.accept(store, "user:1");
        pragma("wal_checkpoint(TRUNCATE)");
        try (var file =
                new java.io.RandomAccessFile(folder.resolve(SqliteFiles.NAME).toFile(), "rw")) {
            file.write(new byte[(int) file.length()]);
        }

        assertThatThrownBy(() -> SqliteFiles.open(folder, clock))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(SqliteFiles.NAME);
    }

    private List<Delivery> deliveries() {
        return store.queries().deliveries(DeliveryFilter.of(TENANT), null, 100).items();
    }

    private long pragma(String pragma) {
        return store.file().readFromWriter("set a pragma", tx -> {
            try (Statement statement = tx.connection().createStatement();
                    var row = statement.executeQuery("PRAGMA " + pragma)) {
                return row.next() ? row.getLong(1) : -1;
            }
        });
    }

    private static String poisonWhenStatusIs(String status) {
        return "CREATE TRIGGER poison BEFORE UPDATE ON deliveries WHEN new.recipient = 'user:poison' AND new.status = '"
                + status + "' BEGIN SELECT RAISE(ABORT, 'poison'); END";
    }
}
