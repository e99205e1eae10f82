package dev.tidings.server.app;

import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.SecretKeyService;
import dev.tidings.admin.TenantRules;
import dev.tidings.admin.Waiting;
import dev.tidings.admin.feature.BulkFeature;
import dev.tidings.admin.feature.ProviderFeature;
import dev.tidings.admin.feature.RecipientDataFeature;
import dev.tidings.admin.feature.WaitFeature;
import dev.tidings.audience.TopicLimits;
import dev.tidings.audience.feature.RecipientFeature;
import dev.tidings.audience.feature.TopicFeature;
import dev.tidings.catalog.CatalogPolicy;
import dev.tidings.catalog.feature.CatalogFeature;
import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.TenantAdmission;
import dev.tidings.engine.accept.TenantAwareAcceptor;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.engine.outage.OutageAwareAcceptor;
import dev.tidings.http.Draining;
import dev.tidings.http.Readiness;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.Features;
import dev.tidings.http.feature.OperatorAudit;
import dev.tidings.jobs.RuntimeControl;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.jobs.feature.RuntimeFeature;
import dev.tidings.push.channel.PushChannel;
import dev.tidings.push.feature.PushFeature;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.config.TelemetrySection;
import dev.tidings.server.config.TenantsSection;
import dev.tidings.server.config.TypesSection;
import dev.tidings.server.telemetry.BacklogGauges;
import dev.tidings.server.telemetry.BlockedGauges;
import dev.tidings.server.telemetry.MicrometerStreamListener;
import dev.tidings.server.telemetry.NodeGauges;
import dev.tidings.server.telemetry.OtlpTracing;
import dev.tidings.server.telemetry.WaitGauges;
import dev.tidings.streams.EntryProcessorPorts;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.tenants.CachedTenants;
import dev.tidings.tenants.TenantDeletion;
import dev.tidings.tenants.TenantService;
import dev.tidings.tenants.UsageCounts;
import dev.tidings.tenants.feature.TenantFeature;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Creates the features of a server from its configuration, in their start order. The port opens first, so that
 * its address can be published to other nodes. The lanes start when this node knows the other nodes. Consumers of jobs and
 * intents start last.
 */
final class Assembly {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final Features features;
    private final Draining draining;
    private final ServerEnvironment environment;
    private final Configuration configuration;
    private final BrokerClients brokers;
    private final BulkRunner bulk;
    private final CachedTenants tenants;

    private Assembly(Features features, Draining draining, ServerEnvironment environment) {
        this.features = features;
        this.draining = draining;
        this.environment = environment;
        this.configuration = environment.configuration();
        this.brokers = features.add(new BrokerClients(configuration));
        this.bulk = new BulkRunner(
                environment.store().bulkRuns(),
                environment::leaseToken,
                environment.writer(),
                environment.timer()::after);
        TenantsSection quotas = configuration.tenants();
        this.tenants = new CachedTenants(
                environment.tenants(),
                new TenantQuotas(
                        quotas.intentsPerSecond(),
                        quotas.waitingDeliveries(),
                        quotas.endpoints(),
                        quotas.storedBytes()));
        // The port opens before features start, and the first intent is judged like all others.
        tenants.refresh();
    }

    /**
     * Opens the resources of the features and adds the features, which stop them, even if this throws.
     *
     * @param channels all channels except push, started
     * @param channelStore is switched to the store
     * @return the port
     */
    static WebServer assemble(
            Features features,
            Draining draining,
            ServerEnvironment environment,
            StartedChannels channels,
            StartedChannels.ChannelStore channelStore) {
        features.add(environment);
        return new Assembly(features, draining, environment).assemble(channels, channelStore);
    }

    private WebServer assemble(StartedChannels channels, StartedChannels.ChannelStore channelStore) {
        LimitsSection bounds = configuration.limits();
        EdgeLimits limits = new EdgeLimits(bounds.body(), bounds.batch(), bounds.batchBody(), REQUEST_TIMEOUT);
        AccessWiring access = AccessWiring.assemble(environment);
        WebServer port = features.add(new WebServer(
                configuration.server(),
                bounds.port(),
                draining,
                new Edges(
                        features,
                        access.authenticator(),
                        new OperatorAudit(
                                environment.store().events(),
                                environment.storeThreads().writer()),
                        limits)::addTo));
        NodeGauges gauges = new NodeGauges(environment.metrics());
        gauges.connections(port.connections()::open, port.connections()::refused);
        PushFeature push = features.add(ConfiguredPush.open(environment, brokers, access.ring()));
        gauges.subscribers(push::subscribers);
        startPush(push, features.closing(channels), channelStore);
        UnaryOperator<IntentAcceptor> traced = traced(channels);
        CatalogFeature catalog = features.add(catalog(channels));
        EngineFeature engine = new EngineFeature(environment, channels.byName(), push.hub(), catalog, tenants);
        features.add(new ClusterFeature(
                environment,
                engine.dispatcher(),
                () -> port.address(configuration.server().host())));
        features.add(engine);
        features.add(new RetentionLoop(
                environment.store().retention(),
                List.of(environment.runtimes().retention(), environment.topics().sweep()),
                configuration.retention(),
                environment.store().clock(),
                environment.threads().writer(),
                environment.threads().timer()));
        IntentAcceptor acceptor = new TenantAwareAcceptor(
                traced.apply(engine.acceptor()),
                new TenantAdmission(tenants, tenants, environment.clocks().ticker(), engine.dispatcher()::nodes),
                environment.listener());
        RuntimeControl runtimes = consume(acceptor);
        serve(engine, acceptor, catalog, limits, push.publishing().log());
        features.add(new TopicFeature(
                environment.topics(),
                environment.storeThreads(),
                new TopicLimits(bounds.subscribersPerTopic(), bounds.batchBody())));
        features.add(new RecipientFeature(environment.recipients().store(), environment.storeThreads()));
        serve(access);
        serveTenants();
        features.add(new RuntimeFeature(new RuntimeService(
                environment.runtimes().queries(),
                environment.storeThreads(),
                runtimes,
                ConfiguredJobs.longest(configuration))));
        return port;
    }

    private CatalogFeature catalog(StartedChannels channels) {
        TypesSection types = configuration.types();
        return new CatalogFeature(
                environment.types(),
                new CatalogPolicy(
                        types.refusesUnknown(),
                        types.perTenant(),
                        types.schema(),
                        channels.byName().keySet()),
                environment.storeThreads(),
                environment.threads().sends(),
                environment.clocks().ticker(),
                environment.listener());
    }

    private void startPush(PushFeature push, StartedChannels channels, StartedChannels.ChannelStore channelStore) {
        channelStore.follow(environment.store().clock(), environment.recipients());
        channels.start(
                push.publishing().channel(),
                new ChannelContext(
                        configuration.channel(PushChannel.NAME).settings(),
                        OutboundPolicy.publicOnly(),
                        channelStore,
                        environment.clocks().random(),
                        environment.folder()));
    }

    private UnaryOperator<IntentAcceptor> traced(StartedChannels channels) {
        TelemetrySection telemetry = configuration.telemetry();
        if (telemetry.otlpEndpoint().isEmpty()) {
            return UnaryOperator.identity();
        }
        OtlpTracing tracing =
                features.closing(new OtlpTracing(telemetry.otlpEndpoint().reveal(), telemetry.serviceName()));
        channels.lookedAtBy(tracing::traced);
        return tracing::traced;
    }

    /** Adds the configured consumers of jobs and intents. */
    private RuntimeControl consume(IntentAcceptor acceptor) {
        Store store = environment.store();
        EntryProcessorPorts handling = new EntryProcessorPorts(
                store.quarantine(),
                store.events(),
                environment.writer(),
                store.clock(),
                environment.ids(),
                environment.clocks().random(),
                new MicrometerStreamListener(environment.metrics(), store.clock()));
        RuntimeControl runtimes = RuntimeControl.NONE;
        if (configuration.jobs().enabled()) {
            runtimes = ConfiguredJobs.addTo(
                    features, environment, new StreamPorts(brokers.redis(), store.offsets(), handling));
        }
        if (configuration.streamIntake().enabled()) {
            StreamPorts ports = new StreamPorts(brokers.redis(), store.offsets(), handling);
            features.add(new StreamIntakeFeature(environment, ports, acceptor));
        }
        if (configuration.topicIntake().enabled()) {
            features.add(new TopicIntakeFeature(environment, brokers.kafka(), handling, acceptor));
        }
        return runtimes;
    }

    private void serve(
            EngineFeature engine, IntentAcceptor acceptor, CatalogFeature catalog, EdgeLimits limits, EventLog events) {
        Store store = environment.store();
        EngineView view = engine.view();
        AdminEnvironment admin = new AdminEnvironment(
                environment.storeThreads(),
                environment.threads().sends(),
                environment.ids(),
                environment.clocks().random(),
                store.clock(),
                new TenantRules(configuration.limits().endpointsPerRecipient(), tenants, tenants),
                bulk);
        features.add(new IntentFeature(
                new OutageAwareAcceptor(acceptor, environment.watch(), environment.listener()),
                new AddressMasking(view.channels()),
                engine.previews(),
                catalog.check(),
                limits));
        features.add(new DeliveryFeature(store, view, admin, environment.listener()));
        features.add(new EndpointFeature(store, view, admin));
        features.add(new DiagnosticsFeature(store, admin));
        features.add(new RecipientDataFeature(
                store, environment.recipients().store(), environment.topics(), events, view, admin));
        features.add(new BulkFeature(admin.bulk(), new BulkRuns(store.bulkRuns(), admin.stores())));
        features.add(new ProviderFeature(store, view, admin));
        WaitFeature waits = features.add(new WaitFeature(
                store, view, admin, environment.ids().next(store.clock().instant())));
        WaitGauges.register(environment.metrics(), Waiting.Reason.codes(), waits.counter()::latest);
        BacklogGauges.register(environment.metrics(), view.channels().keySet(), waits.counter()::latest);
        BlockedGauges.register(environment.metrics(), view.channels().keySet(), view.health());
        features.add(new ProbeFeature(
                new Readiness(
                        store::checkWritable,
                        admin.stores().writer(),
                        this::obstacle,
                        environment.clocks().ticker()),
                environment.metrics()));
    }

    private void serveTenants() {
        Store store = environment.store();
        StoreThreads stores = environment.storeThreads();
        bulk.add(new TenantDeletion(environment.tenants(), tenants, environment.tenantData(), stores));
        features.add(new TenantFeature(
                new TenantService(
                        environment.tenants(),
                        tenants,
                        new TenantService.Environment(stores, store.events(), environment.ids(), store.clock()),
                        bulk,
                        Set.copyOf(List.of(
                                Intent.DEFAULT_TENANT,
                                configuration.jobs().tenant(),
                                configuration.streamIntake().tenant(),
                                configuration.topicIntake().tenant(),
                                configuration.access().jwt().tenant()))),
                tenants.refreshing(stores),
                new UsageCounts(
                        tenants,
                        environment.tenants().counter(),
                        store.singletonLeases(),
                        stores,
                        environment.ids().next(store.clock().instant()))));
    }

    private void serve(AccessWiring access) {
        StoreThreads stores = environment.storeThreads();
        features.add(new KeyFeature(
                access.tokens(),
                new TenantKeys(access.keys(), stores.reads(), stores.lists(), stores.writer()),
                new SecretKeyService(environment.store().secretKeys(), stores),
                access.tokenKeys(),
                configuration.access().longestTokenTtl(),
                environment.store().clock()));
    }

    private Optional<String> obstacle() {
        return draining.leaving() ? Optional.of("the server is stopping") : features.obstacle();
    }
}
