package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.Ids;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.time.Ticker;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.engine.accept.TenantAdmission;
import dev.tidings.engine.accept.TenantAwareAcceptor;
import dev.tidings.engine.cluster.Heartbeat;
import dev.tidings.engine.dispatch.DispatchEnvironment;
import dev.tidings.engine.dispatch.DispatchPorts;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.engine.expand.ExpansionLoop;
import dev.tidings.engine.expand.ExpansionSettings;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.testkit.simulation.FaultyStore;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One server: the real acceptor and dispatcher on simulated threads. */
final class SimulatedNode {
    private static final Duration AHEAD = Duration.ofMinutes(10);

    static final List<String> CHANNELS = List.of("alpha", "beta", "gamma", "gone");

    private final Life life;
    private final IntentAcceptor intake;
    private final Dispatcher dispatcher;
    private final SimulatedErasures erasures;

    SimulatedNode(
            Life life,
            World world,
            Store shared,
            Ledger ledger,
            FaultSchedule chaos,
            Ids ids,
            Supplier<LeaseToken> tokens,
            SimulatedTopic topic,
            NodeTenants tenants,
            EngineListener listener) {
        this.life = life;
        String name = life.toString();
        // The machine's clock may be far ahead: everything visible to others uses the store's.
        long aheadNanos = world.chance(0.3) ? AHEAD.toNanos() : 0;
        Ticker own = () -> world.time().nanos() + aheadNanos;
        Store store = new FaultyStore(shared, world, life, chaos::faults);
        StoreWriter writer =
                store.writer(world.inOrder(life, chaos.stalls(), chaos.lease().multipliedBy(2)));
        CachedEndpoints directory = new CachedEndpoints(store.endpoints(), own, Runnable::run);
        LeaseGrant grant = new LeaseGrant(name, chaos.lease());
        Map<String, Channel> channels = Map.of(
                "alpha", new SimulatedChannel("alpha", world, life, ledger, chaos, tenants),
                "beta", new SimulatedChannel("beta", world, life, ledger, chaos, tenants),
                "gamma", new SimulatedChannel("gamma", world, life, ledger, chaos, tenants));
        this.dispatcher = new Dispatcher(
                channels,
                DispatchPorts.of(store, directory.store(), directory).with(tenants.ofLanes()),
                (channel, type, endpoint) -> chaos.policy(),
                chaos.settings(),
                grant,
                new DispatchEnvironment(
                        store.clock(),
                        own,
                        world.random(),
                        tokens,
                        writer,
                        world.anyOrder(life, 0.4),
                        (delay, task) -> world.after(life, delay, task)),
                listener);
        AcceptRules rules = new AcceptRules(
                new IntentRules(IntentLimits.DEFAULT, CHANNELS),
                intent -> (intent.type() + intent.audience() + intent.channels()).getBytes(StandardCharsets.UTF_8),
                new Router(RoutingRules.NONE, directory),
                Set.of());
        ExpansionLoop expansions = new ExpansionLoop(
                store.expansions(),
                rules,
                dispatcher,
                new ExpansionSettings(chaos.lease(), world.random().nextInt(1, 4), 3, 3),
                new AcceptEnvironment(ids, tokens, store.clock(), own, writer),
                (delay, task) -> world.after(life, delay, task),
                listener);
        world.after(life, Duration.ZERO, expansions::start);
        Acceptor acceptor = new Acceptor(
                rules,
                store.accepts(),
                dispatcher,
                grant,
                new AcceptEnvironment(
                        ids, tokens, store.clock(), own, writer, world.chance(0.5) ? expansions::wake : () -> {}),
                new CommitLimits(world.chance(0.2) ? 1 : 50, 10),
                listener);
        this.intake = tenants.defects()
                .intake()
                .apply(new TenantAwareAcceptor(
                        watched(acceptor, tenants, ledger),
                        new TenantAdmission(tenants.suspensions(), tenants.quotas(), own, dispatcher::nodes),
                        listener));
        world.after(life, Duration.ZERO, dispatcher::start);
        this.erasures = new SimulatedErasures(world, life, store, topic, tokens, writer);
        if (chaos.heartbeats()) {
            world.after(life, Duration.ZERO, heartbeat(name, world, store, writer)::start);
        }
    }

    /** Checks every intent that the admission lets in. */
    private static IntentAcceptor watched(IntentAcceptor to, NodeTenants tenants, Ledger ledger) {
        return intent -> {
            String violation = tenants.admitted(intent.tenant());
            if (!violation.isEmpty()) {
                ledger.object(violation);
            }
            return to.accept(intent);
        };
    }

    private Heartbeat heartbeat(String name, World world, Store store, Executor writer) {
        return new Heartbeat(
                store.nodes(),
                new NodeBeat(name, name, "1", "nowhere", false, NodeRoles.ALL, List.of()),
                () -> dispatcher.lanes().stream()
                        .map(lane -> new NodeLane(lane.channel(), lane.concurrency(), lane.waiting(), lane.sending()))
                        .toList(),
                membership -> dispatcher.share(membership.having(NodeRole.DISPATCH), membership.withLane()),
                store.clock(),
                writer,
                (delay, task) -> world.after(life, delay, task));
    }

    Life life() {
        return life;
    }

    CompletableFuture<Receipt> accept(Intent intent) {
        return intake.accept(intent);
    }

    void erase(String id, String recipient) {
        erasures.start(id, recipient);
    }

    void wake(String channel) {
        dispatcher.wake(channel);
    }

    /** Stops gracefully and ends when stopped. */
    void stop() {
        var _ = dispatcher.drain().thenRun(life::end);
    }
}
