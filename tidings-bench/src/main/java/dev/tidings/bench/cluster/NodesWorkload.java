package dev.tidings.bench.cluster;

import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares two warm nodes on one PostgreSQL with one, on one machine: the cost of sharing without its benefit. Both with the same
 * load per node, and both with the same load in all.
 */
public final class NodesWorkload implements Workload {
    private static final int FEW = 32;
    private static final int MANY = 64;
    private static final int ITEMS = 10_000;
    private static final int ROUNDS = 5;
    private static final double GOAL = 0.95;

    @Override
    public String name() {
        return "cluster.nodes";
    }

    @Override
    public String summary() {
        return "deliveries per second over REST to a loopback sink, " + FEW + " and " + MANY
                + " in flight per node: two warm nodes on one PostgreSQL against one";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage);
                SinkProcess sink = SinkProcess.start()) {
            NodeRates rates = new NodeRates(postgres, sink);
            try (LaunchedNodes one = LaunchedNodes.start(stage, postgres, sink, rates, 1, "one");
                    LaunchedNodes two = LaunchedNodes.start(stage, postgres, sink, rates, 2, "two")) {
                one.warmUp(MANY);
                two.warmUp(MANY);
                Map<String, Turns.Side<Long>> sides = new LinkedHashMap<>();
                for (int inFlight : List.of(FEW, MANY)) {
                    sides.put(title("2 nodes", inFlight), warmUp -> rate(two, ITEMS / 2, inFlight));
                    sides.put(title("1 node", inFlight), warmUp -> rate(one, ITEMS, inFlight));
                }
                Map<String, List<Long>> figures = Turns.take(stage, 1, ROUNDS, sides);
                return List.of(row(figures, FEW, FEW), row(figures, MANY, MANY), row(figures, FEW, MANY));
            }
        }
    }

    private static long rate(LaunchedNodes nodes, int usualPerNode, int inFlight) throws Exception {
        return Math.round(nodes.rate(WorkloadEnvironment.items(usualPerNode), inFlight));
    }

    private static String title(String nodes, int inFlightPerNode) {
        return nodes + ", " + inFlightPerNode + " in flight" + (nodes.startsWith("1") ? "" : " each");
    }

    private Measurement row(Map<String, List<Long>> figures, int ofEach, int ofOne) {
        String ours = title("2 nodes", ofEach);
        String theirs = title("1 node", ofOne);
        Rounds.Sides sides = new Rounds.Sides(rates(figures, ours), rates(figures, theirs));
        return Measurement.both(name(), ours, "/s", theirs, sides, new Goal.RatioAtLeast(GOAL));
    }

    private static List<Double> rates(Map<String, List<Long>> figures, String side) {
        return Objects.requireNonNull(figures.get(side)).stream()
                .map(Long::doubleValue)
                .toList();
    }
}
