package dev.tidings.bench.chart;

/**
 * How the series of a workload are drawn: each row's {@code what} names its series, {@code at} is its place on the x axis.
 *
 * @param x the label of the x axis, with its unit
 * @param y the label of the y axis, with its unit
 * @param scale of the x axis
 */
public record Chart(String title, String x, String y, Scale scale) {
    /** The scale of the x axis. */
    public enum Scale {
        LINEAR,
        /** Without a value of 0. */
        LOGARITHMIC
    }
}
