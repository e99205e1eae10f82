package dev.tidings.server.app;

import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.SecretKeyService;
import dev.tidings.admin.TenantRules;
import dev.tidings.admin.Waiting;
import dev.tidings.admin.feature.AuditFeature;
import dev.tidings.admin.feature.BulkFeature;
import dev.tidings.admin.feature.ProviderFeature;
import dev.tidings.admin.feature.RecipientDataFeature;
import dev.tidings.admin.feature.WaitFeature;
import dev.tidings.audience.TopicLimits;
import dev.tidings.audience.feature.RecipientFeature;
import dev.tidings.audience.feature.TopicFeature;
import dev.tidings.catalog.CatalogPolicy;
import dev.tidings.catalog.feature.CatalogFeature;
import dev.tidings.console.feature.ConsoleFeature;
import dev.tidings.core.event.Presence;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.Store;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.TenantAdmission;
import dev.tidings.engine.accept.TenantAwareAcceptor;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.engine.dispatch.DispatchLanes;
import dev.tidings.engine.outage.OutageAwareAcceptor;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.Features;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.TypesSection;
import dev.tidings.server.telemetry.BacklogGauges;
import dev.tidings.server.telemetry.WaitGauges;
import dev.tidings.streams.redis.StreamPorts;
import dev.tidings.tenants.CachedTenants;
import dev.tidings.tenants.TenantDeletion;
import dev.tidings.tenants.TenantService;
import dev.tidings.tenants.UsageCounts;
import dev.tidings.tenants.feature.TenantFeature;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** Adds the features of the role intake: acceptance, what people and producers ask and change, and the consumers of intents. */
final class IntakeAssembly {
    private final NodeParts node;
    private final Features features;
    private final ServerEnvironment environment;
    private final Configuration configuration;
    private final Store store;
    private final CachedTenants tenants;
    private final BulkRunner bulk;

    IntakeAssembly(NodeParts node) {
        this.node = node;
        this.features = node.features();
        this.environment = node.environment();
        this.configuration = node.configuration();
        this.store = environment.store();
        this.tenants = node.engine().tenants();
        this.bulk = new BulkRunner(
                store.bulkRuns(), environment::leaseToken, environment.writer(), environment.timer()::after);
    }

    /**
     * @param lanes receive what is accepted
     * @param presence the recipients who are subscribed to events
     * @param accepting the number of live nodes that accept intents
     * @param traced traces what is accepted
     */
    void addFeatures(
            DispatchLanes lanes,
            Presence presence,
            IntSupplier accepting,
            UnaryOperator<IntentAcceptor> traced,
            EdgeLimits limits) {
        CatalogFeature catalog = features.add(catalog());
        AcceptFeature accept = features.add(new AcceptFeature(environment, node.engine(), lanes, presence, catalog));
        IntentAcceptor acceptor = new TenantAwareAcceptor(
                traced.apply(accept.acceptor()),
                new TenantAdmission(tenants, tenants, environment.clocks().ticker(), accepting),
                environment.listener());
        features.add(new IntentFeature(
                new OutageAwareAcceptor(acceptor, environment.watch(), environment.listener()),
                new AddressMasking(node.engine().channels()),
                accept.previews(),
                catalog.check(),
                limits));
        addAdministration(accept.view());
        addKeys();
        addTenants();
        addConsole();
        addConsumers(acceptor);
    }

    private CatalogFeature catalog() {
        TypesSection types = configuration.types();
        return new CatalogFeature(
                environment.types(),
                new CatalogPolicy(
                        types.refusesUnknown(),
                        types.perTenant(),
                        types.schema(),
                        node.engine().channels().keySet()),
                environment.storeThreads(),
                environment.threads().sends(),
                environment.clocks().ticker(),
                environment.listener());
    }

    private void addAdministration(EngineView view) {
        AdminEnvironment admin = new AdminEnvironment(
                environment.storeThreads(),
                environment.threads().sends(),
                environment.ids(),
                environment.clocks().random(),
                store.clock(),
                new TenantRules(configuration.limits().endpointsPerRecipient(), tenants, tenants),
                bulk);
        features.add(new DeliveryFeature(store, view, admin, environment.listener()));
        features.add(new EndpointFeature(store, view, admin));
        features.add(new DiagnosticsFeature(store, admin));
        features.add(new AuditFeature(store.audit(), admin));
        features.add(new RecipientDataFeature(
                store,
                environment.recipients().store(),
                environment.topics(),
                node.publishing().log(),
                view,
                admin));
        features.add(new BulkFeature(admin.bulk(), new BulkRuns(store.bulkRuns(), admin.stores())));
        features.add(new ProviderFeature(store, view, admin));
        WaitFeature waits = features.add(new WaitFeature(
                store, view, admin, environment.ids().next(store.clock().instant())));
        WaitGauges.register(environment.metrics(), Waiting.Reason.codes(), waits.counter()::latest);
        BacklogGauges.register(environment.metrics(), view.channels().keySet(), waits.counter()::latest);
        features.add(new TopicFeature(
                environment.topics(),
                environment.storeThreads(),
                new TopicLimits(
                        configuration.limits().subscribersPerTopic(),
                        configuration.limits().batchBody())));
        features.add(new RecipientFeature(environment.recipients().store(), environment.storeThreads()));
    }

    private void addKeys() {
        StoreThreads stores = environment.storeThreads();
        features.add(new KeyFeature(
                node.access().tokens(),
                new TenantKeys(node.access().keys(), stores.reads(), stores.lists(), stores.writer()),
                new SecretKeyService(store.secretKeys(), stores),
                node.access().tokenKeys(),
                configuration.access().longestTokenTtl(),
                store.clock()));
    }

    private void addTenants() {
        StoreThreads stores = environment.storeThreads();
        bulk.add(new TenantDeletion(environment.tenants(), tenants, environment.tenantData(), stores));
        features.add(new TenantFeature(
                new TenantService(
                        environment.tenants(),
                        tenants,
                        new TenantService.Environment(stores, environment.ids(), store.clock()),
                        bulk,
                        Set.copyOf(List.of(
                                Intent.DEFAULT_TENANT,
                                configuration.jobs().tenant(),
                                configuration.streamIntake().tenant(),
                                configuration.topicIntake().tenant(),
                                configuration.access().jwt().tenant()))),
                new UsageCounts(
                        tenants,
                        environment.tenants().counter(),
                        store.singletonLeases(),
                        stores,
                        environment.ids().next(store.clock().instant()))));
    }

    private void addConsole() {
        if (configuration.console().enabled()) {
            features.add(new ConsoleFeature(
                    store.clock(),
                    environment.clocks().ticker(),
                    environment.clocks().random()));
        }
    }

    private void addConsumers(IntentAcceptor acceptor) {
        if (configuration.streamIntake().enabled()) {
            StreamPorts ports = new StreamPorts(node.brokers().redis(), store.offsets(), node.streamEntries());
            features.add(new StreamIntakeFeature(environment, ports, acceptor));
        }
        if (configuration.topicIntake().enabled()) {
            features.add(new TopicIntakeFeature(environment, node.brokers().kafka(), node.streamEntries(), acceptor));
        }
    }
}
