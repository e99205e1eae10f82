package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Creates rows that compare Tidings' rates with those of peers. */
record Comparison(String workload, List<LifeRates> ours) {
    Measurement with(
            String what, String against, List<LifeRates> theirs, ToDoubleFunction<LifeRates> figure, Goal goal) {
        Rounds.Sides sides = new Rounds.Sides(
                ours.stream().map(figure::applyAsDouble).toList(),
                theirs.stream().map(figure::applyAsDouble).toList());
        return Measurement.both(workload, what, "/s", against, sides, goal);
    }

    /** The row of a peer that cannot run here, with the reason and without a goal. */
    Measurement leftOut(String what, PeerKind kind, @Nullable String why) {
        List<Double> rounds = ours.stream().map(LifeRates::whole).toList();
        return new Measurement(
                workload,
                what,
                "/s",
                Rounds.median(rounds),
                kind.title() + " not run: " + why,
                null,
                new Goal.None(),
                rounds,
                List.of(),
                null);
    }
}
