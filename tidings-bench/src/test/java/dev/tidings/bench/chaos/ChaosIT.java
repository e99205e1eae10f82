package dev.tidings.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short run; {@code script/chaos} is the long one. {@code -Dtidings.seed=N} repeats a run's choices. */
class ChaosIT {
    private final long seed = Long.getLong("tidings.seed", new Random().nextInt(1_000_000));

    @TempDir
    Path folder;

    @Test
    void a_cluster_on_postgresql_keeps_its_promise_through_kills_restarts_and_an_outage() throws Exception {
        keepsItsPromise(ChaosPlan.brief("postgres", seed));
    }

    @Test
    void a_cluster_on_mariadb_keeps_its_promise_through_a_kill_a_restart_and_an_outage() throws Exception {
        keepsItsPromise(ChaosPlan.once("mariadb", seed));
    }

    private void keepsItsPromise(ChaosPlan plan) throws Exception {
        ChaosReport report = new Chaos(plan, folder, System.out).run();

        assertThat(report.violations())
                .as("seed " + seed + "\n" + report.text())
                .isEmpty();
    }
}
