package dev.tidings.bench.server;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures the time from the start of {@code ./tidings serve} to the first 200 of /readyz, and its memory when idle. */
public final class StartWorkload implements Workload {
    private static final int STARTS = 7;
    private static final int MEMORY_STARTS = 3;
    private static final long IDLE_SECONDS = 5;
    private static final double GOAL_SECONDS = 1;
    private static final double GOAL_MEGABYTES = 150;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String summary() {
        return "time to the first 200 of /readyz, and memory after " + IDLE_SECONDS + " s of idleness";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        LaunchedServer.build(stage);
        List<Double> empty = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        int starts = WorkloadEnvironment.rounds(STARTS);
        for (int start = -1; start < starts; start++) {
            Path data = stage.emptyFolder("data");
            double first = ready(stage, data, start >= 0 && start < MEMORY_STARTS ? memory : null);
            double second = ready(stage, data, null);
            // The first pair only fills the page cache.
            if (start >= 0) {
                empty.add(first);
                again.add(second);
                stage.say(String.format(
                        Locale.ROOT,
                        "start %d/%d   empty folder %.2f s   again %.2f s",
                        start + 1,
                        STARTS,
                        first,
                        second));
            }
        }
        return List.of(
                Measurement.alone(name(), "ready, data there", "s", again, new Goal.AtMost(GOAL_SECONDS)),
                Measurement.alone(name(), "ready, empty folder", "s", empty, new Goal.AtMost(GOAL_SECONDS)),
                Measurement.alone(name(), "RSS idle", "MB", memory, new Goal.AtMost(GOAL_MEGABYTES)));
    }

    private static double ready(
            WorkloadEnvironment stage, Path data, @org.jspecify.annotations.Nullable List<Double> memory)
            throws Exception {
        try (LaunchedServer server = LaunchedServer.start(stage, data)) {
            Duration took = server.awaitReady();
            if (memory != null) {
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                memory.add(server.residentMegabytes());
            }
            return took.toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
        }
    }
}
