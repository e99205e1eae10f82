package dev.tidings.bench.measure;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One result with its baseline.
 *
 * @param what the measured quantity
 * @param ours Tidings' figure, the median of {@code ourRounds}
 * @param against the baseline; null if there is none
 * @param theirs the baseline's figure
 * @param at the place on the x axis of a chart whose series is {@code what}; null if it is in no chart
 */
public record Measurement(
        String workload,
        String what,
        String unit,
        double ours,
        @Nullable String against,
        @Nullable Double theirs,
        Goal goal,
        List<Double> ourRounds,
        List<Double> theirRounds,
        @Nullable Double at) {

    /** Creates a row with both sides, each the median of its rounds. */
    public static Measurement both(
            String workload, String what, String unit, String against, Rounds.Sides sides, Goal goal) {
        return new Measurement(
                workload,
                what,
                unit,
                sides.ourMedian(),
                against,
                sides.theirMedian(),
                goal,
                sides.ours(),
                sides.theirs(),
                null);
    }

    /** Creates a row without a baseline. */
    public static Measurement alone(String workload, String what, String unit, List<Double> rounds, Goal goal) {
        return new Measurement(workload, what, unit, Rounds.median(rounds), null, null, goal, rounds, List.of(), null);
    }

    /** Creates a point of a chart. */
    public static Measurement point(String workload, String series, double at, String unit, List<Double> rounds) {
        return new Measurement(
                workload, series, unit, Rounds.median(rounds), null, null, new Goal.None(), rounds, List.of(), at);
    }

    public @Nullable Double ratio() {
        return theirs == null || theirs == 0 ? null : ours / theirs;
    }

    /** The ratios of the rounds that ran one after the other, ascending; empty if the sides' rounds are not pairs. */
    public List<Double> ratios() {
        if (ourRounds.size() != theirRounds.size()) {
            return List.of();
        }
        return IntStream.range(0, ourRounds.size())
                .mapToObj(round -> ourRounds.get(round) / theirRounds.get(round))
                .sorted()
                .toList();
    }

    /** Whether the goal is met; null if there is none. */
    public @Nullable Boolean met() {
        Double ratio = ratio();
        return switch (goal) {
            case Goal.RatioAtLeast atLeast -> ratio != null && ratio >= atLeast.bound();
            case Goal.RatioAtMost atMost -> ratio != null && ratio <= atMost.bound();
            case Goal.AtMost atMost -> ours <= atMost.bound();
            case Goal.None _ -> null;
        };
    }
}
