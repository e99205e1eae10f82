package dev.tidings.bench.server;

import dev.tidings.bench.http.Arrivals;
import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.RequestTimings;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.Histogram;

/** Measures the latency at a steady rate, from when a POST was due to its reception at the sink. */
public final class LatencyWorkload implements Workload {
    private static final double PER_SECOND = 300;
    private static final int COUNT = 6_000;
    private static final int STRAIGHT_COUNT = 1_500;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 64;
    private static final int WARM_UP = 30_000;
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final double GOAL_P50 = 1.9;
    private static final double GOAL_P99 = 6.7;
    private static final int DIGITS = 3;

    /** The latencies of one round, in milliseconds. */
    private record Round(double p50, double p99, double accept50, double accept99) {
        static Round of(RequestTimings answers, Arrivals arrivals) {
            Histogram received = histogram(answers, arrivals::at);
            Histogram accepted = histogram(answers, answers::answered);
            return new Round(millis(received, 50), millis(received, 99), millis(accepted, 50), millis(accepted, 99));
        }

        private static Histogram histogram(RequestTimings answers, IntToLongFunction ended) {
            Histogram histogram = new Histogram(DIGITS);
            for (int number = answers.first(); number < answers.first() + answers.count(); number++) {
                histogram.recordValue(Math.max(0, ended.applyAsLong(number) - answers.due(number)));
            }
            return histogram;
        }

        private static double millis(Histogram histogram, double percentile) {
            return histogram.getValueAtPercentile(percentile) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        }
    }

    private int next;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String summary() {
        return "from POST to reception at " + (int) PER_SECOND + "/s, open loop, " + (int) (COUNT / PER_SECOND)
                + " s a round";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<Round> ours = new ArrayList<>();
        List<Round> theirs = new ArrayList<>();
        try (LaunchedServer server = LaunchedServer.startReady(stage);
                SinkProcess sink = SinkProcess.start();
                CommittedDeliveries ledger = new CommittedDeliveries(server.database());
                LoadClient through =
                        new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH), CONNECTIONS);
                LoadClient straight = new LoadClient(SubmittedIntents.to(sink.port(), "/hook"), CONNECTIONS)) {
            server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
            warmUp(through, sink, ledger);
            int rounds = WorkloadEnvironment.rounds(ROUNDS);
            for (int round = 1; round <= rounds; round++) {
                ours.add(shown(stage, "Tidings ", round, measure(through, sink, COUNT)));
                ledger.awaitNoneOpen(AT_MOST);
                theirs.add(shown(stage, "straight", round, measure(straight, sink, STRAIGHT_COUNT)));
            }
            ledger.requireSent(WARM_UP + (long) rounds * COUNT);
        }
        return List.of(
                row("accept to received, p50", ours, theirs, Round::p50, new Goal.AtMost(GOAL_P50)),
                row("accept to received, p99", ours, theirs, Round::p99, new Goal.AtMost(GOAL_P99)),
                row("answer 202, p50", ours, theirs, Round::accept50, new Goal.None()),
                row("answer 202, p99", ours, theirs, Round::accept99, new Goal.None()));
    }

    private void warmUp(LoadClient through, SinkProcess sink, CommittedDeliveries ledger) throws Exception {
        sink.reset(next, WARM_UP);
        through.closedLoop(next, WARM_UP).requireSuccess();
        next += WARM_UP;
        sink.await(WARM_UP, AT_MOST);
        ledger.awaitNoneOpen(AT_MOST);
    }

    private Round measure(LoadClient client, SinkProcess sink, int count) throws Exception {
        int first = next;
        next += count;
        sink.reset(first, count);
        RequestTimings answers = client.openLoop(first, count, PER_SECOND);
        answers.requireSuccess();
        return Round.of(answers, sink.await(count, AT_MOST));
    }

    private static Round shown(WorkloadEnvironment stage, String side, int number, Round round) {
        stage.say(String.format(
                Locale.ROOT,
                "round %d   %s received p50 %.2f p99 %.2f ms   answered p50 %.2f p99 %.2f ms",
                number,
                side,
                round.p50(),
                round.p99(),
                round.accept50(),
                round.accept99()));
        return round;
    }

    private Measurement row(
            String what,
            List<Round> ours,
            List<Round> theirs,
            java.util.function.ToDoubleFunction<Round> figure,
            Goal goal) {
        Rounds.Sides sides = new Rounds.Sides(
                ours.stream().map(figure::applyAsDouble).toList(),
                theirs.stream().map(figure::applyAsDouble).toList());
        return Measurement.both(name(), what, "ms", "straight to the sink", sides, goal);
    }
}
