package dev.tidings.bench.measure;

/** The goal of a row. */
public sealed interface Goal {
    /** Tidings divided by the other side is at least this. */
    record RatioAtLeast(double bound) implements Goal {}

    /** Tidings divided by the other side is at most this. */
    record RatioAtMost(double bound) implements Goal {}

    /** Tidings' own figure is at most this. */
    record AtMost(double bound) implements Goal {}

    /** No goal; the figure is only reported. */
    record None() implements Goal {}
}
