package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.engine.dispatch.DispatchEnvironment;
import dev.tidings.engine.dispatch.DispatchPorts;
import dev.tidings.engine.dispatch.DispatchSettings;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.engine.dispatch.LaneSettings;
import dev.tidings.engine.outage.OutageTolerantClaims;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.ChannelSection;
import dev.tidings.server.config.Configuration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Claims deliveries and sends them. */
final class DispatchFeature implements Feature {
    private final Store store;
    private final Dispatcher dispatcher;

    DispatchFeature(ServerEnvironment environment, EngineParts engine) {
        this.store = environment.store();
        Configuration configuration = environment.configuration();
        Threads threads = environment.threads();
        LeaseGrant grant = environment.leaseGrant();
        this.dispatcher = new Dispatcher(
                engine.channels(),
                new DispatchPorts(
                        new OutageTolerantClaims(store.claims(), environment.watch(), grant.duration()),
                        store.completions(),
                        new DispatchPorts.Endpoints(
                                engine.endpoints().store(), engine.endpoints(), store.health(), store.rates()),
                        store.queries(),
                        engine.tenants()),
                engine.retries(),
                settings(configuration, engine.channels(), engine.tenants()),
                grant,
                new DispatchEnvironment(
                        store.clock(),
                        environment.clocks().ticker(),
                        new Random(),
                        environment::leaseToken,
                        environment.commits(),
                        threads.sends(),
                        environment.timer()),
                environment.listener());
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public void start() {
        dispatcher.start();
        store.onDue(dispatcher::wakeKnown);
    }

    @Override
    public void stop() {
        dispatcher.stop();
    }

    @Override
    public Optional<String> obstacle() {
        return dispatcher.running() ? Optional.empty() : Optional.of("the dispatcher is not running");
    }

    private static DispatchSettings settings(
            Configuration configuration, Map<String, Channel> channels, TenantWeights weights) {
        Map<String, LaneSettings> lanes = new HashMap<>();
        channels.forEach((name, channel) -> lanes.put(name, lane(configuration.channel(name), channel, configuration)));
        DispatchSettings otherwise = DispatchSettings.DEFAULT;
        return new DispatchSettings(
                new DispatchSettings.Lanes(lanes, otherwise.lanes().others()),
                otherwise.maxReclaims(),
                new DispatchSettings.Polling(
                        configuration.dispatch().pollBusy(),
                        configuration.dispatch().pollIdle()),
                configuration.server().shutdownGrace(),
                otherwise.completionBatch(),
                otherwise.health(),
                new DispatchSettings.ClaimRules(
                        weights, configuration.dispatch().concurrency()));
    }

    private static LaneSettings lane(ChannelSection section, Channel channel, Configuration configuration) {
        return new LaneSettings(
                Math.min(section.concurrency(), channel.mostConcurrent()),
                section.queue(),
                configuration.dispatch().batch(),
                section.rate(),
                section.endpointShare());
    }
}
