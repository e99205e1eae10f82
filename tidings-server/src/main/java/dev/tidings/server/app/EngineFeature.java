package dev.tidings.server.app;

import dev.tidings.admin.EngineView;
import dev.tidings.catalog.feature.CatalogFeature;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.event.Presence;
import dev.tidings.core.intent.AddressCheck;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.core.time.Ticker;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.dispatch.DispatchEnvironment;
import dev.tidings.engine.dispatch.DispatchPorts;
import dev.tidings.engine.dispatch.DispatchSettings;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.engine.dispatch.LaneSettings;
import dev.tidings.engine.expand.ExpansionLoop;
import dev.tidings.engine.expand.ExpansionSettings;
import dev.tidings.engine.outage.OutageTolerantClaims;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.ChannelSection;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.preview.Previews;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.tenants.CachedTenants;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Accepts intents and drives deliveries. */
final class EngineFeature implements Feature {
    private final ServerEnvironment environment;
    private final Map<String, Channel> channels;
    private final CachedEndpoints directory;
    private final Dispatcher dispatcher;
    private final AcceptRules rules;
    private final ExpansionLoop expansions;
    private final Acceptor acceptor;
    private final RetryPolicies retries;

    /**
     * @param presence the recipients who are subscribed to events, for channels that skip them
     * @param catalog what is known about types
     * @param tenants whose deliveries are held, and their weights
     */
    EngineFeature(
            ServerEnvironment environment,
            Map<String, Channel> channels,
            Presence presence,
            CatalogFeature catalog,
            CachedTenants tenants) {
        this.environment = environment;
        this.channels = Map.copyOf(channels);
        Configuration configuration = environment.configuration();
        Store store = environment.store();
        Threads threads = environment.threads();
        Ticker ticker = environment.clocks().ticker();
        this.directory = new CachedEndpoints(store.endpoints(), ticker, threads.reads());
        LeaseGrant grant = new LeaseGrant(
                NodeName.of(configuration), configuration.dispatch().lease());
        Supplier<LeaseToken> tokens = environment::leaseToken;
        this.retries = new ConfiguredRetries(configuration, channels);
        this.dispatcher = new Dispatcher(
                channels,
                new DispatchPorts(
                        new OutageTolerantClaims(store.claims(), environment.watch(), grant.duration()),
                        store.completions(),
                        new DispatchPorts.Endpoints(directory.store(), directory, store.health(), store.rates()),
                        store.queries(),
                        tenants),
                retries,
                settings(configuration, channels, tenants),
                grant,
                new DispatchEnvironment(
                        store.clock(),
                        ticker,
                        new Random(),
                        tokens,
                        threads.writer(),
                        threads.sends(),
                        environment.timer()),
                environment.listener());
        this.rules = new AcceptRules(
                new IntentRules(limits(configuration.limits()), channels.keySet(), AddressCheck.of(channels)),
                catalog.check(),
                new IntentFingerprints(),
                new Router(
                        new RoutingRules(configuration.routing(), catalog.defaultChannels()),
                        directory,
                        direct(channels),
                        sparing(configuration),
                        presence),
                dedupedByChannel(configuration));
        this.expansions = new ExpansionLoop(
                store.expansions(),
                rules,
                dispatcher,
                ExpansionSettings.of(grant.duration()),
                new AcceptEnvironment(environment.ids(), tokens, store.clock(), ticker, threads.writer()),
                environment.timer(),
                environment.listener());
        this.acceptor = new Acceptor(
                rules,
                store.accepts(),
                dispatcher,
                grant,
                new AcceptEnvironment(
                        environment.ids(), tokens, store.clock(), ticker, threads.writer(), expansions::wake),
                new CommitLimits(
                        configuration.store().queue(), configuration.store().batch()),
                environment.listener());
    }

    IntentAcceptor acceptor() {
        return acceptor;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    EngineView view() {
        return new EngineView(
                rules.router(),
                rules.dedupedByChannel(),
                channels,
                retries,
                directory.store(),
                dispatcher,
                dispatcher::wake);
    }

    /** Previews intents with the rules of acceptance. */
    Previews previews() {
        return new Previews(
                rules,
                directory,
                channels,
                retries,
                new Previews.PreviewThreads(
                        environment.threads().reads(), environment.threads().sends()),
                environment.ids(),
                environment.store().clock());
    }

    @Override
    public void start() {
        dispatcher.start();
        expansions.start();
        environment.store().onDue(dispatcher::wakeKnown);
    }

    @Override
    public void stop() {
        expansions.stop();
        dispatcher.stop();
    }

    @Override
    public Optional<String> obstacle() {
        return dispatcher.running() ? Optional.empty() : Optional.of("the dispatcher is not running");
    }

    private static Set<String> sparing(Configuration configuration) {
        return configuration.channels().entrySet().stream()
                .filter(channel -> channel.getValue().whenNotPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> dedupedByChannel(Configuration configuration) {
        return configuration.channels().entrySet().stream()
                .filter(channel -> channel.getValue().dedupeByChannel())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> direct(Map<String, Channel> channels) {
        return channels.values().stream()
                .filter(channel -> !channel.needsEndpoint())
                .map(Channel::name)
                .collect(Collectors.toUnmodifiableSet());
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
