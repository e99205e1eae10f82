package dev.tidings.server.app;

import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.release.Release;
import dev.tidings.core.store.Store;
import dev.tidings.engine.cluster.Heartbeat;
import dev.tidings.engine.cluster.Membership;
import dev.tidings.engine.dispatch.DispatchLanes;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.telemetry.NodeGauges;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster membership of this node. It starts before the lanes, which divide rates by the number of nodes. */
final class ClusterFeature implements Feature {
    private final ServerEnvironment environment;
    private final DispatchLanes lanes;
    private final Supplier<String> address;
    private volatile @Nullable Heartbeat heartbeat;

    /** @param address where this node listens, known once the port is open */
    ClusterFeature(ServerEnvironment environment, DispatchLanes lanes, Supplier<String> address) {
        this.environment = environment;
        this.lanes = lanes;
        this.address = address;
    }

    /** The number of living nodes that accept intents, including this one; they share the rates of tenants. */
    int accepting() {
        Heartbeat beats = heartbeat;
        return (beats == null ? Membership.ALONE : beats.membership()).having(NodeRole.INTAKE);
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
                        environment.configuration().roles(),
                        List.of()),
                () -> lanes.lanes().stream()
                        .map(lane -> new NodeLane(lane.channel(), lane.concurrency(), lane.waiting(), lane.sending()))
                        .toList(),
                membership -> lanes.share(membership.having(NodeRole.DISPATCH), membership.withLane()),
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
        Heartbeat beats = heartbeat;
        if (beats != null) {
            beats.drain();
        }
    }

    @Override
    public void stop() {
        Heartbeat beats = heartbeat;
        if (beats != null) {
            beats.leave();
        }
    }
}
