package dev.tidings.server.app;

import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.event.Presence;
import dev.tidings.core.event.PresenceBoard;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.dispatch.DispatchLanes;
import dev.tidings.engine.dispatch.RemoteLanes;
import dev.tidings.http.Draining;
import dev.tidings.http.Readiness;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.Features;
import dev.tidings.push.channel.PushChannel;
import dev.tidings.push.feature.EventPublishing;
import dev.tidings.push.feature.PushFeature;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.config.TelemetrySection;
import dev.tidings.server.config.TenantsSection;
import dev.tidings.server.telemetry.NodeGauges;
import dev.tidings.server.telemetry.OtlpTracing;
import dev.tidings.tenants.CachedTenants;
import dev.tidings.tenants.feature.TenantCacheFeature;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Creates the features of a server from its configuration, in their start order: those of every node and those of the roles
 * that this node has. The port opens first, so that its address can be published to other nodes. The lanes start when this
 * node knows the other nodes. Consumers of intents start last.
 */
final class Assembly {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final Features features;
    private final Draining draining;
    private final ServerEnvironment environment;
    private final Configuration configuration;
    private final NodeRoles roles;
    private final BrokerClients brokers;

    private Assembly(Features features, Draining draining, ServerEnvironment environment) {
        this.features = features;
        this.draining = draining;
        this.environment = environment;
        this.configuration = environment.configuration();
        this.roles = configuration.roles();
        this.brokers = features.add(new BrokerClients(configuration));
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

    /** Decides which features the roles of this node add. */
    private WebServer assemble(StartedChannels channels, StartedChannels.ChannelStore channelStore) {
        LimitsSection bounds = configuration.limits();
        EdgeLimits limits = new EdgeLimits(bounds.body(), bounds.batch(), bounds.batchBody(), REQUEST_TIMEOUT);
        AccessWiring access = AccessWiring.assemble(environment);
        WebServer port = features.add(port(access, limits));
        ConfiguredPush push = new ConfiguredPush(environment, brokers);
        EventPublishing publishing = push.publishing();
        PresenceBoard board = push.presence();
        Presence presence = roles.when(NodeRole.GATEWAY, () -> gateway(push, publishing, board, access))
                .orElseGet(() -> withoutGateway(publishing, board));
        startPush(publishing, features.closing(channels), channelStore);
        UnaryOperator<IntentAcceptor> traced = traced(channels);
        NodeParts node = new NodeParts(
                features,
                environment,
                brokers,
                access,
                publishing,
                EngineParts.of(environment, channels.byName(), tenants()));
        Optional<DispatchAssembly> dispatch = roles.when(NodeRole.DISPATCH, () -> new DispatchAssembly(node));
        DispatchLanes lanes = dispatch.<DispatchLanes>map(DispatchAssembly::dispatcher)
                .orElseGet(() -> new RemoteLanes(channels.byName(), environment.store()::wakeOthers));
        ClusterFeature cluster = features.add(new ClusterFeature(
                environment, lanes, () -> port.address(configuration.server().host())));
        dispatch.ifPresent(DispatchAssembly::addFeatures);
        features.add(probes());
        roles.when(NodeRole.INTAKE, () -> new IntakeAssembly(node))
                .ifPresent(intake -> intake.addFeatures(lanes, presence, cluster::accepting, traced, limits));
        return port;
    }

    private WebServer port(AccessWiring access, EdgeLimits limits) {
        WebServer port = new WebServer(
                configuration.server(),
                configuration.limits().port(),
                draining,
                new Edges(features, access.authenticator(), limits, roles)::addTo);
        new NodeGauges(environment.metrics()).connections(port.connections()::open, port.connections()::refused);
        return port;
    }

    private Presence gateway(
            ConfiguredPush push, EventPublishing publishing, PresenceBoard board, AccessWiring access) {
        PushFeature gateway = features.add(push.gateway(publishing, board, access.ring()));
        new NodeGauges(environment.metrics()).subscribers(gateway::subscribers);
        return gateway.hub();
    }

    private Presence withoutGateway(EventPublishing publishing, PresenceBoard board) {
        features.closing(publishing);
        return features.closing(board)::elsewhere;
    }

    private void startPush(
            EventPublishing publishing, StartedChannels channels, StartedChannels.ChannelStore channelStore) {
        channelStore.follow(environment.store().clock(), environment.recipients());
        channels.start(
                publishing.channel(),
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

    /** Kept current where intents are admitted and deliveries are claimed. */
    private CachedTenants tenants() {
        TenantsSection quotas = configuration.tenants();
        CachedTenants tenants = new CachedTenants(
                environment.tenants(),
                new TenantQuotas(
                        quotas.intentsPerSecond(),
                        quotas.waitingDeliveries(),
                        quotas.endpoints(),
                        quotas.storedBytes()));
        if (roles.has(NodeRole.INTAKE) || roles.has(NodeRole.DISPATCH)) {
            // The port opens before features start, and the first intent is judged like all others.
            tenants.refresh();
            features.add(new TenantCacheFeature(tenants.refreshing(environment.storeThreads())));
        }
        return tenants;
    }

    private ProbeFeature probes() {
        return new ProbeFeature(
                new Readiness(
                        environment.store()::checkWritable,
                        environment.storeThreads().writer(),
                        this::obstacle,
                        environment.clocks().ticker()),
                environment.metrics());
    }

    private Optional<String> obstacle() {
        return draining.leaving() ? Optional.of("the server is stopping") : features.obstacle();
    }
}
