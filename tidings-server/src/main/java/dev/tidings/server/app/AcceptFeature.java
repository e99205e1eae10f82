package dev.tidings.server.app;

import dev.tidings.admin.EngineView;
import dev.tidings.catalog.feature.CatalogFeature;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.event.Presence;
import dev.tidings.core.intent.AddressCheck;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.time.Ticker;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.dispatch.DispatchLanes;
import dev.tidings.engine.expand.ExpansionLoop;
import dev.tidings.engine.expand.ExpansionSettings;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.ChannelSection;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.preview.Previews;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Accepts intents, and expands those to topics and to many recipients. */
final class AcceptFeature implements Feature {
    private final ServerEnvironment environment;
    private final EngineParts engine;
    private final DispatchLanes lanes;
    private final AcceptRules rules;
    private final ExpansionLoop expansions;
    private final Acceptor acceptor;

    /**
     * @param lanes receive what is accepted
     * @param presence the recipients who are subscribed to events, for channels that skip them
     * @param catalog what is known about types
     */
    AcceptFeature(
            ServerEnvironment environment,
            EngineParts engine,
            DispatchLanes lanes,
            Presence presence,
            CatalogFeature catalog) {
        this.environment = environment;
        this.engine = engine;
        this.lanes = lanes;
        Configuration configuration = environment.configuration();
        Map<String, Channel> channels = engine.channels();
        Store store = environment.store();
        Ticker ticker = environment.clocks().ticker();
        StoreWriter writer = environment.commits();
        LeaseGrant grant = environment.leaseGrant();
        Supplier<LeaseToken> tokens = environment::leaseToken;
        this.rules = new AcceptRules(
                new IntentRules(limits(configuration.limits()), channels.keySet(), AddressCheck.of(channels)),
                catalog.check(),
                new IntentFingerprints(),
                new Router(
                        new RoutingRules(configuration.routing(), catalog.defaultChannels()),
                        engine.endpoints(),
                        direct(channels),
                        configured(configuration, ChannelSection::whenNotPresent),
                        presence),
                configured(configuration, ChannelSection::dedupeByChannel));
        this.expansions = new ExpansionLoop(
                store.expansions(),
                rules,
                lanes,
                ExpansionSettings.of(grant.duration()),
                new AcceptEnvironment(environment.ids(), tokens, store.clock(), ticker, writer),
                environment.timer(),
                environment.listener());
        this.acceptor = new Acceptor(
                rules,
                store.accepts(),
                lanes,
                grant,
                new AcceptEnvironment(environment.ids(), tokens, store.clock(), ticker, writer, expansions::wake),
                new CommitLimits(
                        configuration.store().queue(), configuration.store().batch()),
                environment.listener());
    }

    IntentAcceptor acceptor() {
        return acceptor;
    }

    EngineView view() {
        return new EngineView(
                rules.router(),
                rules.dedupedByChannel(),
                engine.channels(),
                engine.retries(),
                engine.endpoints().store(),
                lanes,
                lanes::wake);
    }

    /** Previews intents with the rules of acceptance. */
    Previews previews() {
        return new Previews(
                rules,
                engine.endpoints(),
                engine.channels(),
                engine.retries(),
                new Previews.PreviewThreads(
                        environment.threads().reads(), environment.threads().sends()),
                environment.ids(),
                environment.store().clock());
    }

    @Override
    public void start() {
        expansions.start();
    }

    @Override
    public void stop() {
        expansions.stop();
    }

    private static Set<String> configured(Configuration configuration, Predicate<ChannelSection> setting) {
        return configuration.channels().entrySet().stream()
                .filter(channel -> setting.test(channel.getValue()))
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
}
