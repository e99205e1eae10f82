package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.http.SinkProcess;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Turns;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.channels.webhook.WebhookChannel;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.endpoint.Endpoint;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Measures the rate from enqueue, over an HTTP POST to a loopback sink, to the persisted result, with 64 posts in flight. */
public final class HttpWorkload implements Workload {
    private static final int ITEMS = 20_000;
    /** The default concurrency of a lane. */
    private static final int IN_FLIGHT = 64;

    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 3;
    private static final double GOAL = 1.5;
    private static final String TIDINGS = "Tidings";
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final List<PeerKind> PEERS =
            List.of(PeerKind.GRAPHILE_BATCHED, PeerKind.PG_BOSS, PeerKind.DB_SCHEDULER);

    @Override
    public String name() {
        return "cluster.http";
    }

    @Override
    public String summary() {
        return "items per second from enqueue over a POST to a loopback sink to the persisted result, " + IN_FLIGHT
                + " posts in flight";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (Postgres postgres = Postgres.start(stage);
                SinkProcess sink = SinkProcess.start();
                Peers peers = Peers.start(stage, postgres, PEERS)) {
            List<Endpoint> endpoints =
                    List.of(EngineRig.endpoint("user:1", "webhook", "http://127.0.0.1:" + sink.port() + "/hook"));
            TidingsSide tidings = new TidingsSide(new TidingsStores(stage, postgres), HttpWorkload::webhook, endpoints);
            Map<String, Turns.Side<LifeRates>> sides = new LinkedHashMap<>();
            sides.put(TIDINGS, warmUp -> {
                prepare(postgres, sink, 0, ITEMS);
                LifeRates life = tidings.together(0, ITEMS);
                sink.await(ITEMS, AT_MOST);
                return life;
            });
            peers.running().forEach((kind, peer) -> {
                PeerLives lives = new PeerLives(
                        peer, ITEMS, IN_FLIGHT, sink.port(), (first, count) -> prepare(postgres, sink, first, count));
                sides.put(kind.title(), warmUp -> {
                    LifeRates life = lives.round(warmUp);
                    sink.await(lives.lastCount(), AT_MOST);
                    return life;
                });
            });
            return rows(peers, Turns.take(stage, WARM_UPS, ROUNDS, sides));
        }
    }

    private static void prepare(Postgres postgres, SinkProcess sink, int first, int count) throws Exception {
        postgres.checkpoint();
        sink.reset(first, count);
    }

    /** The real webhook channel, with access to the sink. */
    private static Channel webhook() {
        Channel channel = new WebhookChannel();
        channel.start(new ChannelContext(
                Map.of(),
                OutboundPolicy.allowing("outbound.allow", List.of("127.0.0.0/8")),
                Clock.systemUTC(),
                new SecureRandom(),
                java.nio.file.Path.of("")));
        return channel;
    }

    private List<Measurement> rows(Peers peers, Map<String, List<LifeRates>> figures) {
        Comparison ours = new Comparison(name(), Objects.requireNonNull(figures.get(TIDINGS)));
        List<Measurement> rows = new ArrayList<>();
        for (PeerKind kind : PEERS) {
            List<LifeRates> theirs = figures.get(kind.title());
            rows.add(
                    theirs == null
                            ? ours.leftOut(
                                    "enqueue to end over HTTP",
                                    kind,
                                    peers.missing().get(kind))
                            : ours.with(
                                    "enqueue to end over HTTP",
                                    kind.title(),
                                    theirs,
                                    LifeRates::whole,
                                    new Goal.RatioAtLeast(GOAL)));
        }
        return rows;
    }
}
