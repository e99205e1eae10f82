package dev.tidings.bench.server;

import dev.tidings.bench.http.ArmeriaClient;
import dev.tidings.bench.http.ClosedLoop;
import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.Numbered;
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

/** Measures deliveries per second from POST to sink, against the same client posting the same bodies directly to the sink. */
public final class RestWorkload implements Workload {
    private static final int IN_FLIGHT = 64;
    private static final int THROUGH = 20_000;
    private static final int STRAIGHT = 60_000;
    private static final int WARM_UPS = 4;
    private static final int ROUNDS = 5;
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final double GOAL = 0.35;

    /** A kind of client, the same for both sides. */
    private record Kind(String name, Goal goal, Opening opening) {}

    @FunctionalInterface
    private interface Opening {
        ClosedLoop open(Numbered requests) throws Exception;
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("Armeria client", new Goal.RatioAtLeast(GOAL), requests -> new ArmeriaClient(requests, IN_FLIGHT)),
            new Kind("bare sockets", new Goal.None(), requests -> new LoadClient(requests, IN_FLIGHT)));

    private int next;

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String summary() {
        return "deliveries per second over REST to a loopback sink, " + IN_FLIGHT
                + " in flight, against the same client straight to the sink";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<Measurement> rows = new ArrayList<>();
        try (LaunchedServer server = LaunchedServer.startReady(stage);
                SinkProcess sink = SinkProcess.start();
                CommittedDeliveries ledger = new CommittedDeliveries(server.database())) {
            server.putWebhook(SubmittedIntents.RECIPIENT, "http://127.0.0.1:" + sink.port() + "/hook");
            for (Kind kind : KINDS) {
                stage.say(kind.name());
                try (ClosedLoop ours = kind.opening().open(SubmittedIntents.to(server.port(), SubmittedIntents.PATH));
                        ClosedLoop theirs = kind.opening().open(SubmittedIntents.to(sink.port(), "/hook"))) {
                    Rounds.Sides sides = Rounds.alternate(
                            stage,
                            WARM_UPS,
                            ROUNDS,
                            "deliveries/s",
                            round -> through(stage, ours, server, sink, ledger),
                            round -> straight(theirs, sink));
                    rows.add(Measurement.both(
                            name(), "end to end, " + kind.name(), "/s", "straight to the sink", sides, kind.goal()));
                }
            }
        }
        return rows;
    }

    private double through(
            WorkloadEnvironment stage,
            ClosedLoop client,
            LaunchedServer server,
            SinkProcess sink,
            CommittedDeliveries ledger)
            throws Exception {
        Duration cpuBefore = server.cpu();
        int first = next;
        next += THROUGH;
        sink.reset(first, THROUGH);
        RequestTimings answers = client.closedLoop(first, THROUGH);
        answers.requireSuccess();
        sink.await(THROUGH, AT_MOST);
        long ended = ledger.awaitNoneOpen(AT_MOST);
        ledger.requireSent(next);
        Duration cpu = server.cpu().minus(cpuBefore);
        stage.say(String.format(
                Locale.ROOT, "           (server: %.0f µs of CPU per delivery)", cpu.toNanos() / 1e3 / THROUGH));
        return perSecond(THROUGH, ended - answers.firstDue());
    }

    private static double straight(ClosedLoop client, SinkProcess sink) throws Exception {
        sink.reset(0, STRAIGHT);
        RequestTimings answers = client.closedLoop(0, STRAIGHT);
        answers.requireSuccess();
        sink.await(STRAIGHT, AT_MOST);
        return perSecond(STRAIGHT, answers.lastAnswered() - answers.firstDue());
    }

    private static double perSecond(int count, long nanos) {
        return count * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }
}
