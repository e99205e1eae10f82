package dev.tidings.bench;

import dev.tidings.bench.measure.Workload;
import java.util.List;

/** All workloads, in the order in which they run. */
final class Workloads {
    private Workloads() {}

    static List<Workload> all() {
        return List.of();
    }
}
