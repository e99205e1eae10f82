package dev.tidings.bench.chart;

import dev.tidings.bench.measure.Workload;

/** A benchmark that measures the points of a chart. */
public interface ChartedWorkload extends Workload {
    Chart chart();
}
