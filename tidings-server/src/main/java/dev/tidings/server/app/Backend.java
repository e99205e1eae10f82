package dev.tidings.server.app;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.event.Presence;
import dev.tidings.core.id.Ids;
import dev.tidings.core.intent.AddressCheck;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.release.Release;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.time.Ticker;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.Fingerprints;
import dev.tidings.engine.cluster.Heartbeat;
import dev.tidings.engine.dispatch.DelayedExecutor;
import dev.tidings.engine.dispatch.DispatchPorts;
import dev.tidings.engine.dispatch.DispatchSettings;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.engine.dispatch.Environment;
import dev.tidings.engine.dispatch.LaneSettings;
import dev.tidings.engine.outage.PatientClaims;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.server.config.ChannelSection;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What stands behind the edges: it takes intents and drives deliveries.
 *
 * @param directory endpoints as the hot path sees them; write through its store
 */
record Backend(
        Threads threads,
        Channels channels,
        CachedEndpoints directory,
        Dispatcher dispatcher,
        IntentRules rules,
        Router router,
        Acceptor acceptor,
        RetryPolicies retries,
        RetentionLoop retention,
        EngineListener listener) {
    static Backend assemble(
            Configuration configuration,
            Store store,
            StoreWatch watch,
            Threads threads,
            Channels channels,
            Presence presence,
            Ids ids,
            Ticker ticker,
            Fingerprints fingerprints,
            EngineListener listener) {
        CachedEndpoints directory = new CachedEndpoints(store.endpoints(), ticker, threads.reads());
        LeaseGrant grant = new LeaseGrant(
                NodeName.of(configuration), configuration.dispatch().lease());
        Supplier<LeaseToken> tokens =
                () -> new LeaseToken(ids.next(store.clock().instant()));
        RetryPolicies retries = new ConfiguredRetries(configuration, channels.byName());
        Dispatcher dispatcher = new Dispatcher(
                channels.byName(),
                new DispatchPorts(
                        new PatientClaims(store.claims(), watch, grant.duration()),
                        store.completions(),
                        directory.store(),
                        directory,
                        store.queries(),
                        store.health(),
                        store.rates()),
                retries,
                settings(configuration, channels),
                grant,
                new Environment(
                        store.clock(),
                        ticker,
                        new Random(),
                        tokens,
                        threads.writer(),
                        threads.sends(),
                        DelayedExecutor.on(threads.timer())),
                listener);
        IntentRules rules = new IntentRules(
                limits(configuration.limits()), channels.byName().keySet(), AddressCheck.of(channels.byName()));
        Router router = new Router(
                new RoutingRules(configuration.routing()),
                directory,
                direct(channels),
                sparing(configuration),
                presence);
        Acceptor acceptor = new Acceptor(
                rules,
                fingerprints,
                router,
                dedupedByChannel(configuration),
                store.accepts(),
                dispatcher,
                grant,
                ids,
                tokens,
                store.clock(),
                ticker,
                listener,
                threads.writer(),
                configuration.store().queue(),
                configuration.store().batch());
        RetentionLoop retention = new RetentionLoop(
                store.retention(), configuration.retention(), store.clock(), threads.writer(), threads.timer());
        return new Backend(
                threads, channels, directory, dispatcher, rules, router, acceptor, retries, retention, listener);
    }

    private static Set<String> sparing(Configuration configuration) {
        return configuration.channels().entrySet().stream()
                .filter(channel -> channel.getValue().whenNotPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Set<String> dedupedByChannel(Configuration configuration) {
        return configuration.channels().entrySet().stream()
                .filter(channel -> channel.getValue().dedupeByChannel())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> direct(Channels channels) {
        return channels.byName().values().stream()
                .filter(channel -> !channel.needsEndpoint())
                .map(Channel::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param address where this node listens */
    Heartbeat heartbeat(Configuration configuration, Store store, Ids ids, String address) {
        return new Heartbeat(
                store.nodes(),
                new NodeBeat(
                        "nod_" + ids.next(store.clock().instant()),
                        NodeName.of(configuration),
                        Release.version(),
                        address,
                        false,
                        List.of()),
                () -> dispatcher.lanes().stream()
                        .map(lane -> new NodeLane(lane.channel(), lane.concurrency(), lane.waiting(), lane.sending()))
                        .toList(),
                membership -> dispatcher.share(membership.living(), membership.withLane()),
                store.clock(),
                threads.writer(),
                DelayedExecutor.on(threads.timer())::after);
    }

    private static IntentLimits limits(LimitsSection limits) {
        IntentLimits otherwise = IntentLimits.DEFAULT;
        return new IntentLimits(
                limits.payload(),
                limits.recipients(),
                otherwise.recipientChars(),
                otherwise.keyChars(),
                otherwise.textChars());
    }

    private static DispatchSettings settings(Configuration configuration, Channels channels) {
        Map<String, LaneSettings> lanes = new HashMap<>();
        channels.byName()
                .forEach((name, channel) -> lanes.put(name, lane(configuration.channel(name), channel, configuration)));
        DispatchSettings otherwise = DispatchSettings.DEFAULT;
        return new DispatchSettings(
                lanes,
                otherwise.defaultLane(),
                otherwise.maxReclaims(),
                configuration.dispatch().pollBusy(),
                configuration.dispatch().pollIdle(),
                configuration.server().shutdownGrace(),
                otherwise.completionBatch(),
                otherwise.health());
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
