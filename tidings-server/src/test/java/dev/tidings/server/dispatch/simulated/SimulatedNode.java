package dev.tidings.server.dispatch.simulated;

import dev.tidings.core.accept.Acceptor;
import dev.tidings.core.accept.IntentLimits;
import dev.tidings.core.accept.IntentRules;
import dev.tidings.core.accept.Receipt;
import dev.tidings.core.accept.Router;
import dev.tidings.core.accept.RoutingRules;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.Ids;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.server.dispatch.DispatchPorts;
import dev.tidings.server.dispatch.Dispatcher;
import dev.tidings.server.dispatch.Environment;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.testkit.simulation.FaultyStore;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One server: the real acceptor and the real dispatcher on simulated threads. */
final class SimulatedNode {
    static final List<String> CHANNELS = List.of("alpha", "beta", "gone");

    private final Life life;
    private final Acceptor acceptor;
    private final Dispatcher dispatcher;

    SimulatedNode(
            String name,
            World world,
            Store shared,
            Ledger ledger,
            Chaos chaos,
            Ids ids,
            Supplier<LeaseToken> tokens,
            EngineListener listener) {
        this.life = new Life(name);
        Store store = new FaultyStore(shared, world, life, chaos::faults);
        Executor writer = world.inOrder(life, chaos.stalls(), chaos.lease().multipliedBy(2));
        CachedEndpoints directory = new CachedEndpoints(store, world.time(), Runnable::run);
        LeaseGrant grant = new LeaseGrant(name, chaos.lease());
        Map<String, Channel> channels = Map.of(
                "alpha", new SimulatedChannel("alpha", world, life, ledger, chaos),
                "beta", new SimulatedChannel("beta", world, life, ledger, chaos));
        this.dispatcher = new Dispatcher(
                channels,
                DispatchPorts.of(store, directory.store(), directory),
                (channel, type, endpoint) -> chaos.policy(),
                chaos.settings(),
                grant,
                new Environment(
                        store.clock(),
                        world.time(),
                        world.random(),
                        tokens,
                        writer,
                        world.anyOrder(life, 0.4),
                        (delay, task) -> world.after(life, delay, task)),
                listener);
        this.acceptor = new Acceptor(
                new IntentRules(IntentLimits.DEFAULT, CHANNELS),
                intent -> (intent.type() + intent.audience() + intent.channels()).getBytes(StandardCharsets.UTF_8),
                new Router(RoutingRules.NONE, directory),
                store,
                dispatcher,
                grant,
                ids,
                tokens,
                store.clock(),
                world.time(),
                listener,
                writer,
                50,
                10);
        world.after(life, Duration.ZERO, dispatcher::start);
    }

    Life life() {
        return life;
    }

    CompletableFuture<Receipt> accept(Intent intent) {
        return acceptor.accept(intent);
    }

    void wake(String channel) {
        dispatcher.wake(channel);
    }

    /** Stops as asked to, and ends when it has. */
    void stop() {
        var _ = dispatcher.drain().thenRun(life::end);
    }
}
