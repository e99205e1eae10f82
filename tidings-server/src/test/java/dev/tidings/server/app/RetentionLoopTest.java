package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.Store;
import dev.tidings.server.config.RetentionSection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
        try (Store store = Stores.open(Configurations.of(folder), clocks, new UlidIds());
                Threads threads = Threads.start(1, 1, 1)) {
            for (int i = 0; i < OLD; i++) {
                keep(store, i, now.minus(Duration.ofDays(31)));
            }
            keep(store, OLD, now.minus(Duration.ofDays(29)));
            RetentionSection settings = new RetentionSection(30, 30, Duration.ofHours(1));
            new RetentionLoop(store.retention(), settings, clocks.clock(), threads.writer(), threads.timer())
                    .start(Duration.ZERO);
            await().untilAsserted(() -> assertThat(
                            store.quarantine().quarantined("default", null, 500).items())
                    .singleElement()
                    .extracting(QuarantinedItem::position)
                    .isEqualTo("position-" + OLD));
        }
    }
}
