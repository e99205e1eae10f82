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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures an intent to a topic with very many subscribers: how fast they are reached, and what other intents and the
 * memory of the server notice of it.
 */
public final class TopicWorkload implements Workload {
    private static final String SUBSCRIBERS = "TIDINGS_BENCH_SUBSCRIBERS";
    private static final int DEFAULT_SUBSCRIBERS = 100_000;
    /** The collector lets the heap grow up to its limit before it looks for garbage in the old generation. */
    private static final String HEAP = "-Xmx256m";

    private static final int OTHERS_PER_SECOND = 100;
    private static final int SECONDS = 10;
    private static final int ROUNDS_BEFORE = 3;
    private static final int CONNECTIONS = 32;
    private static final int WARM_UP = 20_000;
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(3);
    private static final double GOAL_RATIO = 2;
    private static final double GOAL_MEGABYTES = 512;
    private static final int DIGITS = 3;

    private int next;

    @Override
    public String name() {
        return "topic";
    }

    @Override
    public String summary() {
        return "one push to a topic of " + subscribers() + " subscribers (" + SUBSCRIBERS + "), beside "
                + OTHERS_PER_SECOND + " webhooks/s";
    }

    private static int subscribers() {
        return WorkloadEnvironment.number(SUBSCRIBERS, DEFAULT_SUBSCRIBERS);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        int subscribers = subscribers();
        try (LaunchedServer server = LaunchedServer.startReady(stage, Map.of("TIDINGS_JAVA_OPTS", HEAP));
                SinkProcess sink = SinkProcess.start();
                CommittedDeliveries ledger = new CommittedDeliveries(server.database());
                TopicClient topic = new TopicClient(server.port(), "releases")) {
            server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
            topic.subscribe(subscribers);
            warmUp(server, sink, ledger);
            List<Double> before = new ArrayList<>();
            for (int round = 0; round < ROUNDS_BEFORE; round++) {
                before.add(others(stage, "before", server, sink));
            }
            return measured(stage, server, sink, topic, before);
        }
    }

    private List<Measurement> measured(
            WorkloadEnvironment stage, LaunchedServer server, SinkProcess sink, TopicClient topic, List<Double> before)
            throws Exception {
        double megabytes = server.residentMegabytes();
        long begun = System.nanoTime();
        String notification = topic.push();
        double accepted = millis(System.nanoTime() - begun);
        List<Double> during = new ArrayList<>();
        TopicClient.Expansion expansion;
        do {
            during.add(others(stage, "during", server, sink));
            megabytes = Math.max(megabytes, server.residentMegabytes());
            expansion = topic.expansion(notification);
            stage.say(expansion.expanded() + " of " + expansion.total() + " subscribers have their deliveries");
        } while (!expansion.ended());
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        if (expansion.deliveries() != expansion.total() || expansion.total() != subscribers()) {
            throw new IllegalStateException("not every subscriber has one delivery: " + expansion);
        }
        return List.of(
                Measurement.both(
                        name(),
                        "other intents, accept to received, p99, during an expansion",
                        "ms",
                        "before it",
                        new Rounds.Sides(during, before),
                        new Goal.RatioAtMost(GOAL_RATIO)),
                Measurement.alone(
                        name(), "memory at its highest", "MB", List.of(megabytes), new Goal.AtMost(GOAL_MEGABYTES)),
                Measurement.alone(
                        name(), "subscribers reached", "1/s", List.of(subscribers() / seconds), new Goal.None()),
                Measurement.alone(name(), "answer 202 of the intent", "ms", List.of(accepted), new Goal.None()));
    }

    private void warmUp(LaunchedServer server, SinkProcess sink, CommittedDeliveries ledger) throws Exception {
        sink.reset(next, WARM_UP);
        try (LoadClient client = client(server)) {
            client.closedLoop(next, WARM_UP).requireSuccess();
        }
        next += WARM_UP;
        sink.await(WARM_UP, DRAINED_WITHIN);
        ledger.awaitNoneOpen(DRAINED_WITHIN);
    }

    private static LoadClient client(LaunchedServer server) throws Exception {
        return new LoadClient(SubmittedIntents.to(server.port(), SubmittedIntents.PATH), CONNECTIONS);
    }

    /** The 99th percentile from when a POST of another intent was due to its reception, in milliseconds. */
    private double others(WorkloadEnvironment stage, String when, LaunchedServer server, SinkProcess sink)
            throws Exception {
        int first = next;
        int count = OTHERS_PER_SECOND * SECONDS;
        next += count;
        sink.reset(first, count);
        RequestTimings answers;
        try (LoadClient client = client(server)) {
            answers = client.openLoop(first, count, OTHERS_PER_SECOND);
            answers.requireSuccess();
        }
        Arrivals arrivals = sink.await(count, DRAINED_WITHIN);
        Histogram histogram = new Histogram(DIGITS);
        for (int number = first; number < first + count; number++) {
            histogram.recordValue(Math.max(0, arrivals.at(number) - answers.due(number)));
        }
        double p99 = millis(histogram.getValueAtPercentile(99));
        stage.say(String.format(Locale.ROOT, "%s   others p99 %.1f ms", when, p99));
        return p99;
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
