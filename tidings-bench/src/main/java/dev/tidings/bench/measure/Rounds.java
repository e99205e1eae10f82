package dev.tidings.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs two sides alternately (A B A B …), so that noise of the machine affects both equally. */
public final class Rounds {
    /** Runs one measured round and returns its figure. */
    @FunctionalInterface
    public interface Side {
        double round(int number) throws Exception;
    }

    /** The figures of every measured round. */
    public record Sides(List<Double> ours, List<Double> theirs) {
        public double ourMedian() {
            return median(ours);
        }

        public double theirMedian() {
            return median(theirs);
        }
    }

    private Rounds() {}

    /** Runs all rounds. Warm-up rounds are printed but not counted. */
    public static Sides alternate(
            WorkloadEnvironment stage, int warmUps, int usualRounds, String unit, Side ours, Side theirs)
            throws Exception {
        int rounds = WorkloadEnvironment.rounds(usualRounds);
        Sides sides = new Sides(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < warmUps + rounds; round++) {
            double our = ours.round(round);
            double their = theirs.round(round);
            boolean warmUp = round < warmUps;
            String label = warmUp ? "warm-up" : "round " + (round - warmUps + 1) + "/" + rounds;
            stage.say(String.format(
                    Locale.ROOT, "%-10s Tidings %,12.2f %s   other side %,12.2f %s", label, our, unit, their, unit));
            if (!warmUp) {
                sides.ours().add(our);
                sides.theirs().add(their);
            }
        }
        return sides;
    }

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
