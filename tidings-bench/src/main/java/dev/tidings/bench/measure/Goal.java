package dev.tidings.bench.measure;

/** What a row is held against. */
public sealed interface Goal {
    /** Tidings divided by the other side is at least this. */
    record RatioAtLeast(double bound) implements Goal {}

    /** Tidings divided by the other side is at most this. */
    record RatioAtMost(double bound) implements Goal {}

    /** Tidings' own figure is at most this. */
    record AtMost(double bound) implements Goal {}

    /** Reported only. */
    record None() implements Goal {}
}
