package dev.tidings.bench.cluster;

import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.List;

/** Compares two nodes that have just started and sent some deliveries with two warm ones. */
public final class ColdNodesWorkload implements Workload {
    private static final int IN_FLIGHT = 64;
    private static final int BEFORE = 5_000;
    private static final int ITEMS = 5_000;
    private static final int ROUNDS = 5;
    private static final double GOAL = 0.9;

    private int started;

    @Override
    public String name() {
        return "cluster.nodes.cold";
    }

    @Override
    public String summary() {
        return "deliveries per second over REST, " + IN_FLIGHT
                + " in flight per node: two nodes on one PostgreSQL after their first "
                + BEFORE + " deliveries each, against two warm ones";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage);
                SinkProcess sink = SinkProcess.start()) {
            NodeRates rates = new NodeRates(postgres, sink);
            try (LaunchedNodes warm = LaunchedNodes.start(stage, postgres, sink, rates, 2, "warm")) {
                warm.warmUp(IN_FLIGHT);
                Rounds.Sides sides = Rounds.alternate(
                        stage,
                        1,
                        ROUNDS,
                        "deliveries/s",
                        round -> cold(stage, postgres, sink, rates),
                        round -> warm.rate(ITEMS, IN_FLIGHT));
                return List.of(Measurement.both(
                        name(),
                        "2 nodes, 64 in flight each, after 5,000 deliveries each",
                        "/s",
                        "the same, warm",
                        sides,
                        new Goal.RatioAtLeast(GOAL)));
            }
        }
    }

    private double cold(WorkloadEnvironment stage, Postgres postgres, SinkProcess sink, NodeRates rates)
            throws Exception {
        started++;
        try (LaunchedNodes cold = LaunchedNodes.start(stage, postgres, sink, rates, 2, "cold-" + started)) {
            cold.rate(BEFORE, IN_FLIGHT);
            return cold.rate(ITEMS, IN_FLIGHT);
        }
    }
}
