package dev.tidings.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs sides alternately (A B C A B C …), so that noise of the machine affects all equally. */
public final class Turns {
    /** One round of a side. */
    @FunctionalInterface
    public interface Side<F> {
        /** @param warmUp whether the round is not counted */
        F round(boolean warmUp) throws Exception;
    }

    private Turns() {}

    /** Returns the figures of every side, in order; warm-up rounds are printed but not counted. */
    public static <F> Map<String, List<F>> take(
            WorkloadEnvironment stage, int warmUps, int usualRounds, Map<String, ? extends Side<F>> sides)
            throws Exception {
        int rounds = WorkloadEnvironment.rounds(usualRounds);
        Map<String, List<F>> figures = new LinkedHashMap<>();
        for (int round = 0; round < warmUps + rounds; round++) {
            boolean warmUp = round < warmUps;
            String label = warmUp ? "warm-up" : "round " + (round - warmUps + 1) + "/" + rounds;
            for (Map.Entry<String, ? extends Side<F>> side : sides.entrySet()) {
                F figure = side.getValue().round(warmUp);
                stage.say(String.format("%-10s %-24s %s", label, side.getKey(), figure));
                if (!warmUp) {
                    figures.computeIfAbsent(side.getKey(), name -> new ArrayList<>())
                            .add(figure);
                }
            }
        }
        return figures;
    }
}
