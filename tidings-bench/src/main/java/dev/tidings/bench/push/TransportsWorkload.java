package dev.tidings.bench.push;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the same burst over every transport of Tidings. */
public final class TransportsWorkload implements Workload {
    private static final int SUBSCRIBERS = 1_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 3;

    private int next;

    @Override
    public String name() {
        return "push.transports";
    }

    @Override
    public String summary() {
        return Burst.MESSAGES + " messages to " + SUBSCRIBERS
                + " subscribers over each transport, one connection per subscriber";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<Measurement> rows = new ArrayList<>();
        try (TidingsServer server = TidingsServer.start(stage)) {
            Map<String, Turns.Side<Burst>> sides = new LinkedHashMap<>();
            sides.put("SSE", warmUp -> burst(server, Wire.SSE, server.events()));
            sides.put("WebSocket", warmUp -> burst(server, Wire.WEBSOCKET, server.webSocket()));
            sides.put("gRPC", warmUp -> burst(server, Wire.GRPC, "bench-{n}," + NumberedPayload.RECIPIENT));
            Turns.take(stage, WARM_UPS, ROUNDS, sides)
                    .forEach((transport, bursts) -> rows.add(Measurement.alone(
                            name(),
                            SUBSCRIBERS + " " + transport + ", delivered",
                            "/s",
                            bursts.stream().map(Burst::perSecond).toList(),
                            new Goal.None())));
        }
        return rows;
    }

    private Burst burst(TidingsServer server, Wire wire, String path) throws Exception {
        next += Burst.MESSAGES;
        try (SubscriberLoadProcess load = SubscriberLoadProcess.open(wire, server.port(), path, SUBSCRIBERS)) {
            return Burst.measure(server, load, SUBSCRIBERS, next);
        }
    }
}
