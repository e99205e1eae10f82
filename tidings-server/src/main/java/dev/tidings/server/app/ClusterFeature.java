package dev.tidings.server.app;

import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.release.Release;
import dev.tidings.core.store.Store;
import dev.tidings.engine.cluster.Heartbeat;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.telemetry.NodeGauges;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The membership of this node among those that share the store. It starts before the lanes, which divide by it. */
final class ClusterFeature implements Feature {
    private final ServerEnvironment environment;
    private final Dispatcher dispatcher;
    private final Supplier<String> address;
    private @Nullable Heartbeat heartbeat;

    /** @param address where this node listens, known once the port is open */
    ClusterFeature(ServerEnvironment environment, Dispatcher dispatcher, Supplier<String> address) {
        this.environment = environment;
        this.dispatcher = dispatcher;
        this.address = address;
    }

    /** Returns once this node knows which other nodes there are: what no lane here is for may be theirs. */
    @Override
    public void start() {
        Store store = environment.store();
        Heartbeat beats = new Heartbeat(
                store.nodes(),
                new NodeBeat(
                        "nod_" + environment.ids().next(store.clock().instant()),
                        NodeName.of(environment.configuration()),
                        Release.version(),
                        address.get(),
                        false,
                        List.of()),
                () -> dispatcher.lanes().stream()
                        .map(lane -> new NodeLane(lane.channel(), lane.concurrency(), lane.waiting(), lane.sending()))
                        .toList(),
                membership -> dispatcher.share(membership.living(), membership.withLane()),
                store.clock(),
                environment.threads().writer(),
                environment.timer()::after);
        heartbeat = beats;
        new NodeGauges(environment.metrics()).nodes(() -> beats.membership().living());
        beats.start();
        beats.awaitFirst();
    }

    /** The others take over what is due. */
    @Override
    public void drain() {
        if (heartbeat != null) {
            heartbeat.drain();
        }
    }

    @Override
    public void stop() {
        if (heartbeat != null) {
            heartbeat.leave();
        }
    }
}
