package dev.tidings.bench.push;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidings.bench.cluster.Postgres;
import dev.tidings.bench.cluster.Redis;
import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.RequestTimings;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connects many idle subscribers of one recipient, and sends them one message. A process has only as many connections as file descriptors, so the
 * subscribers are shared among as many nodes of one cluster, and processes of subscribers, as that takes.
 */
public final class ManyIdleWorkload implements Workload {
    private static final int SUBSCRIBERS = 100_000;

    /** Descriptors of a node for everything else. */
    private static final int DESCRIPTORS_ELSEWHERE = 2_500;

    private static final int WARM_UP = 500;
    private static final long SETTLE_SECONDS = 3;

    private final int subscribers = WorkloadEnvironment.number("TIDINGS_BENCH_SUBSCRIBERS", SUBSCRIBERS);

    @Override
    public String name() {
        return "push.many";
    }

    @Override
    public String summary() {
        return subscribers + " idle subscribers by server-sent events on one machine, and one message to all of them";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        int nodes = nodes();
        List<TidingsServer> servers = new ArrayList<>();
        List<SubscriberLoadProcess> loads = new ArrayList<>();
        try (Postgres postgres = Postgres.start(stage);
                Redis redis = Redis.start(stage)) {
            String database = postgres.create();
            for (int node = 0; node < nodes; node++) {
                servers.add(TidingsServer.node(
                        stage,
                        database,
                        "node-" + node,
                        Map.of(
                                "TIDINGS_PUSH_LOG", "redis",
                                "TIDINGS_REDIS_URL", redis.uri(),
                                "TIDINGS_GATEWAY_MAX_SUBSCRIBERS", String.valueOf(subscribers),
                                "TIDINGS_GATEWAY_MAX_SUBSCRIBERS_PER_RECIPIENT", String.valueOf(subscribers))));
            }
            for (TidingsServer server : servers) {
                SubscriberLoadProcess.open(Wire.SSE, server.port(), server.events(), WARM_UP)
                        .close();
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            Memory before = Memory.of(servers);
            long begun = System.nanoTime();
            for (int node = 0; node < nodes; node++) {
                TidingsServer server = servers.get(node);
                int share = subscribers / nodes + (node < subscribers % nodes ? 1 : 0);
                loads.add(SubscriberLoadProcess.open(Wire.SSE, server.port(), server.events(), share));
            }
            double connectSeconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
            stage.say(subscribers + " subscribers on " + nodes + " nodes after " + connectSeconds
                    + " s; kernel, both ends of all connections: " + ProcessFigures.sockets());
            Memory after = Memory.of(servers);
            stage.say("resident: " + before.resident() / 1024 + " MB without, " + after.resident() / 1024
                    + " MB with them");
            double lastMillis = publish(servers.getFirst(), loads);
            return List.of(
                    row("time to connect all", "s", connectSeconds),
                    row("idle connection, resident", "KB", (after.resident() - before.resident()) / subscribers),
                    row("idle connection, live heap", "KB", (after.heap() - before.heap()) / subscribers),
                    row("resident memory of all nodes", "MB", after.resident() / 1024),
                    row("one message, POST to the last subscriber", "ms", lastMillis));
        } finally {
            loads.forEach(SubscriberLoadProcess::close);
            servers.forEach(TidingsServer::close);
        }
    }

    private int nodes() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long each = system.getMaxFileDescriptorCount() - DESCRIPTORS_ELSEWHERE;
            if (each > 0) {
                return (int) Math.ceilDiv((long) subscribers, each);
            }
        }
        throw new PreconditionMissing(
                "too few file descriptors; raise the limit (ulimit -n) above " + DESCRIPTORS_ELSEWHERE);
    }

    private Measurement row(String what, String unit, double figure) {
        return Measurement.alone(name(), what, unit, List.of(figure), new Goal.None());
    }

    /** Returns after each subscriber has the message once; the time from the request to the last of them. */
    private static double publish(TidingsServer server, List<SubscriberLoadProcess> loads) throws Exception {
        for (SubscriberLoadProcess load : loads) {
            load.expect(1);
        }
        try (LoadClient publisher = new LoadClient(server.publishing(), 1)) {
            RequestTimings answers = publisher.closedLoop(0, 1);
            answers.requireSuccess();
            long last = 0;
            for (SubscriberLoadProcess load : loads) {
                last = Math.max(last, load.awaitAll());
            }
            return (last - answers.firstDue()) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        }
    }

    /** Memory of all nodes in KB. */
    private record Memory(double resident, double heap) {
        static Memory of(List<TidingsServer> servers) throws Exception {
            double heap = 0;
            double resident = 0;
            for (TidingsServer server : servers) {
                heap += server.settledHeapKilobytes();
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            for (TidingsServer server : servers) {
                resident += server.kilobytes();
            }
            return new Memory(resident, heap);
        }
    }
}
