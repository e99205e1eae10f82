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
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures how a slow receiver affects others: the latency to a fast receiver while 10 % of the intents go to a
 * slow one, against the same load with a fast one in its place.
 */
public final class SlowReceiverWorkload implements Workload {
    private static final int TO_FAST_PER_SECOND = 270;
    private static final int TO_OTHER_PER_SECOND = 30;
    private static final int SECONDS = 20;
    private static final int ROUNDS = 5;
    private static final int CONNECTIONS = 32;
    private static final int WARM_UP = 30_000;
    private static final int ANSWERS_AFTER_MILLIS = 2_000;
    private static final String SLOW = "user:slow";
    private static final String ALSO_FAST = "user:fast";
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(3);
    private static final double GOAL = 2;
    private static final int DIGITS = 3;

    private int next;

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public String summary() {
        return "from POST to reception at a fast receiver while a tenth of "
                + (TO_FAST_PER_SECOND + TO_OTHER_PER_SECOND) + "/s goes to one that answers after "
                + ANSWERS_AFTER_MILLIS + " ms";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (LaunchedServer server = LaunchedServer.startReady(stage);
                SinkProcess fast = SinkProcess.start();
                SinkProcess other = SinkProcess.start();
                CommittedDeliveries ledger = new CommittedDeliveries(server.database())) {
            server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + fast.port() + "/hook");
            server.putWebhook(SLOW, "http://127.0.0.1:" + other.port() + "/after/" + ANSWERS_AFTER_MILLIS);
            server.putWebhook(ALSO_FAST, "http://127.0.0.1:" + other.port() + "/hook");
            fast.reset(next, WARM_UP);
            try (LoadClient toFast = client(server, SubmittedIntents.RECIPIENT)) {
                toFast.closedLoop(next, WARM_UP).requireSuccess();
            }
            next += WARM_UP;
            fast.await(WARM_UP, DRAINED_WITHIN);
            ledger.awaitNoneOpen(DRAINED_WITHIN);
            Rounds.Sides p99 = Rounds.alternate(
                    stage,
                    1,
                    ROUNDS,
                    "ms",
                    _ -> round(server, SLOW, fast, ledger),
                    _ -> round(server, ALSO_FAST, fast, ledger));
            return List.of(Measurement.both(
                    name(),
                    "accept to received, p99, beside a slow receiver",
                    "ms",
                    "beside a fast one",
                    p99,
                    new Goal.RatioAtMost(GOAL)));
        }
    }

    private static LoadClient client(LaunchedServer server, String recipient) throws Exception {
        return new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH, recipient), CONNECTIONS);
    }

    /**
     * The 99th percentile of the latency to the fast receiver, in milliseconds; leaves no delivery open. It uses its own
     * connections, because the server closes idle ones while a round drains.
     */
    private double round(LaunchedServer server, String beside, SinkProcess fast, CommittedDeliveries ledger)
            throws Exception {
        int first = next;
        int count = TO_FAST_PER_SECOND * SECONDS;
        int toOther = TO_OTHER_PER_SECOND * SECONDS;
        next += count + toOther;
        fast.reset(first, count);
        RequestTimings answers;
        try (LoadClient toFast = client(server, SubmittedIntents.RECIPIENT);
                LoadClient other = client(server, beside)) {
            FutureTask<RequestTimings> others =
                    new FutureTask<>(() -> other.openLoop(first + count, toOther, TO_OTHER_PER_SECOND));
            Thread.ofPlatform().name("other intents").daemon().start(others);
            answers = toFast.openLoop(first, count, TO_FAST_PER_SECOND);
            answers.requireSuccess();
            others.get().requireSuccess();
        }
        Histogram histogram = new Histogram(DIGITS);
        Arrivals arrivals = fast.await(count, DRAINED_WITHIN);
        for (int number = first; number < first + count; number++) {
            histogram.recordValue(Math.max(0, arrivals.at(number) - answers.due(number)));
        }
        ledger.awaitNoneOpen(DRAINED_WITHIN);
        return histogram.getValueAtPercentile(99) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
