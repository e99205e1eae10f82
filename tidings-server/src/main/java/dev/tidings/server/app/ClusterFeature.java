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

/** The cluster membership of this node. It starts before the lanes, which divide rates by the number of nodes. */
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

    /** Waits until this node knows the others: a channel that is unknown here may have a lane there. */
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

    /** Other nodes take over due deliveries. */
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
