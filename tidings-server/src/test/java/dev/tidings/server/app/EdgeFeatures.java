package dev.tidings.server.app;

import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.SecretKeyService;
import dev.tidings.admin.TenantRules;
import dev.tidings.admin.WaitCounter;
import dev.tidings.admin.Waiting;
import dev.tidings.admin.feature.AuditFeature;
import dev.tidings.admin.feature.BulkFeature;
import dev.tidings.admin.feature.ProviderFeature;
import dev.tidings.admin.feature.RecipientDataFeature;
import dev.tidings.admin.feature.WaitFeature;
import dev.tidings.audience.TopicLimits;
import dev.tidings.audience.feature.RecipientFeature;
import dev.tidings.audience.feature.TopicFeature;
import dev.tidings.audience.jdbc.JdbcRecipients;
import dev.tidings.audience.jdbc.JdbcTopics;
import dev.tidings.catalog.CatalogPolicy;
import dev.tidings.catalog.feature.CatalogFeature;
import dev.tidings.catalog.jdbc.JdbcTypes;
import dev.tidings.console.feature.ConsoleFeature;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.intent.AddressCheck;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.retry.EndpointRetry;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.TenantAdmission;
import dev.tidings.engine.accept.TenantAwareAcceptor;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.Readiness;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.http.access.rest.TokenRoutes;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.Features;
import dev.tidings.jobs.RuntimeControl;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.jobs.feature.RuntimeFeature;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.push.feature.PushFeature;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.preview.Previews;
import dev.tidings.server.telemetry.BacklogGauges;
import dev.tidings.server.telemetry.BlockedGauges;
import dev.tidings.server.telemetry.MicrometerEngineListener;
import dev.tidings.server.telemetry.NodeGauges;
import dev.tidings.server.telemetry.WaitGauges;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.tenants.TenantDeletion;
import dev.tidings.tenants.TenantService;
import dev.tidings.tenants.UsageCounts;
import dev.tidings.tenants.feature.TenantFeature;
import dev.tidings.tenants.jdbc.JdbcTenants;
import dev.tidings.testkit.time.SettableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The features of {@link EdgeServer}, wired as in the server, but without lanes and with their own listeners. */
final class EdgeFeatures {
    final Features all = new Features();
    final Acceptor acceptor;
    final CatalogFeature catalog;
    final UsageCounts counts;
    final WaitCounter waits;

    EdgeFeatures(EdgeServer edge, EdgeLimits limits, int acceptQueue) {
        SqliteStore store = edge.store;
        SettableClock clock = edge.clock;
        Map<String, Channel> channels = edge.channels;
        PushFeature push = edge.push;
        CachedEndpoints endpoints = new CachedEndpoints(store.endpoints(), clock.ticker(), edge.reads);
        StoreThreads stores = new StoreThreads(edge.reads, edge.reads, edge.reads, edge.writer, edge.later);
        MicrometerEngineListener listener = new MicrometerEngineListener(edge.metrics);
        catalog = new CatalogFeature(
                new JdbcTypes(store),
                new CatalogPolicy(false, EdgeServer.MOST_TYPES, EdgeServer.MOST_SCHEMA, channels.keySet()),
                stores,
                edge.sends,
                clock.ticker(),
                listener);
        AcceptRules rules = new AcceptRules(
                new IntentRules(IntentLimits.DEFAULT, channels.keySet(), AddressCheck.of(channels)),
                catalog.check(),
                new IntentFingerprints(),
                new Router(new RoutingRules(Map.of(), catalog.defaultChannels()), endpoints),
                Set.of());
        acceptor = new Acceptor(
                rules,
                store.accepts(),
                new NoLanes(edge),
                new LeaseGrant("edges", Duration.ofSeconds(30)),
                new AcceptEnvironment(edge.ids, edge.tokens, clock, clock.ticker(), store.writer(edge.writer)),
                new CommitLimits(acceptQueue, 500),
                listener);
        RetryPolicies retries = (channel, type, endpoint) -> endpoint == null
                ? Objects.requireNonNull(channels.get(channel)).retryPolicy()
                : EndpointRetry.over(
                        Objects.requireNonNull(channels.get(channel)).retryPolicy(), endpoint);
        Previews previews = new Previews(
                rules,
                endpoints,
                channels,
                retries,
                new Previews.PreviewThreads(edge.reads, edge.sends),
                edge.ids,
                clock);
        EngineView engine = new EngineView(
                rules.router(), Set.of(), channels, retries, endpoints.store(), edge.health, channel -> {});
        AdminEnvironment admin = new AdminEnvironment(
                stores,
                edge.sends,
                edge.ids,
                new SplittableRandom(1),
                clock,
                new TenantRules(EdgeServer.ENDPOINTS_PER_RECIPIENT, edge.tenants, edge.tenants),
                new BulkRunner(store.bulkRuns(), edge.tokens, edge.writer, edge.later::after));
        all.add(push);
        new NodeGauges(edge.metrics).subscribers(push::subscribers);
        all.add(catalog);
        IntentAcceptor admitting = new TenantAwareAcceptor(
                acceptor, new TenantAdmission(edge.tenants, edge.tenants, clock.ticker(), () -> 1), listener);
        all.add(new IntentFeature(admitting, new AddressMasking(channels), previews, catalog.check(), limits));
        all.add(new DeliveryFeature(store, engine, admin, listener));
        all.add(new EndpointFeature(store, engine, admin));
        all.add(new DiagnosticsFeature(store, admin));
        all.add(new AuditFeature(store.audit(), admin));
        all.add(new RecipientDataFeature(
                store,
                new JdbcRecipients(store),
                new JdbcTopics(store),
                push.publishing().log(),
                engine,
                admin));
        all.add(new RecipientFeature(new JdbcRecipients(store), stores));
        all.add(new TopicFeature(
                new JdbcTopics(store), stores, new TopicLimits(EdgeServer.SUBSCRIBERS_PER_TOPIC, limits.batchBytes())));
        admin.bulk().add(new TenantDeletion(new JdbcTenants(store), edge.tenants, TenantParts.of(store), stores));
        counts = new UsageCounts(
                edge.tenants, new JdbcTenants(store).counter(), store.singletonLeases(), stores, "edges");
        all.add(new TenantFeature(
                new TenantService(
                        new JdbcTenants(store),
                        edge.tenants,
                        new TenantService.Environment(stores, edge.ids, clock),
                        admin.bulk(),
                        Set.of(Intent.DEFAULT_TENANT)),
                counts));
        all.add(new BulkFeature(admin.bulk(), new BulkRuns(store.bulkRuns(), stores)));
        all.add(new KeyFeature(
                new TokenRoutes(edge.subscriberTokens, Duration.ofHours(1), Duration.ofHours(24)),
                new TenantKeys(edge.keys, edge.reads, edge.reads, edge.writer),
                new SecretKeyService(store.secretKeys(), stores),
                edge.tokenKeys,
                Duration.ofHours(24),
                clock));
        all.add(new RuntimeFeature(new RuntimeService(
                new JdbcRuntimes(store).queries(), stores, RuntimeControl.NONE, Duration.ofSeconds(10))));
        all.add(new ProviderFeature(store, engine, admin));
        all.add(new ConsoleFeature(clock, clock.ticker(), new SecureRandom()));
        waits = all.add(new WaitFeature(store, engine, admin, "edges")).counter();
        WaitGauges.register(edge.metrics, Waiting.Reason.codes(), waits::latest);
        BacklogGauges.register(edge.metrics, channels.keySet(), waits::latest);
        BlockedGauges.register(edge.metrics, channels.keySet(), edge.health);
        all.add(new ProbeFeature(
                new Readiness(
                        store::checkWritable, edge.writer, () -> Optional.ofNullable(edge.notRunning), clock.ticker()),
                edge.metrics));
    }

    /** Lanes without permits. */
    private record NoLanes(EdgeServer edge) implements HandOff {
        @Override
        public boolean keepsOrder(String channel) {
            return edge.keepsOrder;
        }

        @Override
        public Reservation reserve(TargetKey target) {
            return Reservation.FULL;
        }

        @Override
        public void release(TargetKey target) {}

        @Override
        public void handOff(LeasedDelivery leased) {
            throw new IllegalStateException("no place was reserved");
        }

        @Override
        public void wake(String channel) {}

        @Override
        public void wake(String channel, String tenant) {}
    }
}
