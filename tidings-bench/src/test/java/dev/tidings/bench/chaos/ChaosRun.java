package dev.tidings.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;

/** A short chaos run; {@code script/chaos} runs the long one. {@code -Dtidings.seed=N} repeats a run's choices. */
final class ChaosRun {
    static final long SEED = Long.getLong("tidings.seed", new Random().nextInt(1_000_000));

    private ChaosRun() {}

    static void keepsItsPromise(ChaosPlan plan, Path folder) throws Exception {
        ChaosReport report = new Chaos(plan, folder, System.out).run();

        assertThat(report.violations())
                .as("seed " + SEED + "\n" + report.text())
                .isEmpty();
    }
}
