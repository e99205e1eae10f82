package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.RetentionSweep;
import dev.tidings.core.store.Store;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.server.config.RetentionSection;
import dev.tidings.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionLoopTest {
    private static final int OLD = 450;

    @TempDir
    Path folder;

    private void keep(Store store, int number, Instant at) {
        store.quarantine()
                .quarantine(new QuarantinedItem(
                        new UlidIds().next(at),
                        "default",
                        "test",
                        "position-" + number,
                        new byte[] {1},
                        "undecodable",
                        at));
    }

    @Test
    void a_sweep_removes_old_records_in_batches_and_keeps_the_rest() {
        Clocks clocks = Clocks.system();
        Instant now = clocks.clock().instant();
        try (Store store = ConfiguredStore.open(Configurations.of(folder), clocks, new UlidIds());
                Threads threads = Threads.start(1, 1, 1)) {
            for (int i = 0; i < OLD; i++) {
                keep(store, i, now.minus(Duration.ofDays(31)));
            }
            keep(store, OLD, now.minus(Duration.ofDays(29)));
            sweep(store, List.of(), threads);
            await().untilAsserted(() -> assertThat(
                            store.quarantine().quarantined("default", null, 500).items())
                    .singleElement()
                    .extracting(QuarantinedItem::position)
                    .isEqualTo("position-" + OLD));
        }
    }

    @Test
    void a_sweep_removes_old_operations_on_runtimes_and_keeps_the_rest() {
        Clocks clocks = Clocks.system();
        Instant now = clocks.clock().instant();
        try (JdbcStore store = ConfiguredStore.open(Configurations.of(folder), clocks, new UlidIds());
                Threads threads = Threads.start(1, 1, 1)) {
            JdbcRuntimes runtimes = new JdbcRuntimes(store);
            for (int i = 0; i < OLD; i++) {
                runtimes.changes().conclude(operation(i, now.minus(Duration.ofDays(31))));
            }
            Operation kept = runtimes.changes().conclude(operation(OLD, now.minus(Duration.ofDays(29))));
            sweep(store, List.of(runtimes.retention()), threads);
            await().untilAsserted(() -> assertThat(runtimes.queries()
                            .operations("default", "game-7", null, 500)
                            .items())
                    .containsExactly(kept));
        }
    }

    private static void sweep(Store store, List<RetentionSweep> others, Threads threads) {
        RetentionSection settings = new RetentionSection(30, 30, 400, Duration.ofHours(1));
        new RetentionLoop(
                        store.retention(), others, settings, Clocks.system().clock(), threads.writer(), threads.timer())
                .start(Duration.ZERO);
    }

    private static Operation operation(int number, Instant at) {
        return new Operation(
                Operation.PREFIX + new UlidIds().next(at),
                "default",
                "game-7",
                OperationKind.STOP,
                "test",
                "entry-" + number,
                "",
                "",
                JobEnd.success("", ""),
                at,
                at,
                Publication.NONE);
    }
}
