package dev.tidings.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceConfig;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.SecretKeyService;
import dev.tidings.admin.TenantRules;
import dev.tidings.admin.WaitCounter;
import dev.tidings.admin.Waiting;
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
import dev.tidings.channels.webhook.WebhookChannel;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.intent.AddressCheck;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.retry.EndpointRetry;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.engine.accept.TenantAdmission;
import dev.tidings.engine.accept.TenantAwareAcceptor;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.engine.dispatch.DelayedExecutor;
import dev.tidings.http.PortGuards;
import dev.tidings.http.PortLimits;
import dev.tidings.http.Readiness;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.access.KeyRing;
import dev.tidings.http.access.OriginGuard;
import dev.tidings.http.access.Origins;
import dev.tidings.http.access.OwnTokens;
import dev.tidings.http.access.RefusalLog;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.http.access.Tokens;
import dev.tidings.http.access.rest.TokenRoutes;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.Features;
import dev.tidings.http.feature.OperatorAudit;
import dev.tidings.jobs.RuntimeControl;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.jobs.feature.RuntimeFeature;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.push.feature.EventPublishing;
import dev.tidings.push.feature.PushFeature;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.HubSettings;
import dev.tidings.push.gateway.Revocations;
import dev.tidings.push.gateway.transport.EventTransportSettings;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.preview.Previews;
import dev.tidings.server.telemetry.BacklogGauges;
import dev.tidings.server.telemetry.BlockedGauges;
import dev.tidings.server.telemetry.MicrometerAccessListener;
import dev.tidings.server.telemetry.MicrometerEngineListener;
import dev.tidings.server.telemetry.NodeGauges;
import dev.tidings.server.telemetry.WaitGauges;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.tenants.CachedTenants;
import dev.tidings.tenants.TenantDeletion;
import dev.tidings.tenants.TenantService;
import dev.tidings.tenants.UsageCounts;
import dev.tidings.tenants.feature.TenantFeature;
import dev.tidings.tenants.jdbc.JdbcTenants;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All APIs on a real socket and the embedded store, without a dispatcher: accepted deliveries stay pending. */
final class EdgeServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    static final int MOST_TYPES = 20;
    static final int SUBSCRIBERS_PER_TOPIC = 20_000;
    static final int MOST_SCHEMA = 64 * 1024;
    static final int ENDPOINTS_PER_RECIPIENT = 50;
    static final JsonMapper JSON = JsonMapper.builder().build();

    /** Ten heartbeats per second, a low subscriber limit, and timeouts for slow machines. */
    private static final EventTransportSettings TRANSPORTS = new EventTransportSettings(
            Duration.ofMillis(100), 1_100, 1_050, Duration.ofMillis(50), Duration.ofMinutes(1));

    /** The default limits, except for those that slow clients run into. */
    private static final PortLimits PORT = new PortLimits(
            60_000,
            64,
            2_000,
            1_000,
            128 * 1024 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            1024,
            Duration.ofSeconds(60),
            64 * 1024 * 1024);

    final SettableClock clock = SettableClock.atStart();
    final ReversingCipher cipher = new ReversingCipher();
    final CountingIds ids = new CountingIds();
    final ExecutorService writer = Executors.newSingleThreadExecutor();
    final ExecutorService reads = Executors.newFixedThreadPool(2);
    final ExecutorService sends = Executors.newVirtualThreadPerTaskExecutor();
    final WebhookChannel webhook = new WebhookChannel();
    private final Map<String, Channel> channels = new TreeMap<>(Map.of("webhook", webhook));
    final SqliteStore store;
    final ApiKeys keys;
    final TokenKeyRing tokenKeys;
    final OwnTokens subscriberTokens;
    final PushFeature push;
    final CountingTokens tokens = new CountingTokens();
    private final ExecutorService followers = Executors.newSingleThreadExecutor();
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    final KeyRing ring;
    final NoHealth health = new NoHealth();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    volatile @Nullable String notRunning;
    /** Whether channels preserve the order of acceptance. */
    volatile boolean keepsOrder;

    private final int acceptQueue;
    private final EdgeLimits limits;
    private final StoreThreads.Timer later;
    private @Nullable Acceptor acceptor;
    private final CachedTenants tenants;
    private @Nullable UsageCounts counts;
    private @Nullable WaitCounter waits;
    private @Nullable CatalogFeature catalog;
    private @Nullable Server server;
    private @Nullable BlockingWebClient client;

    EdgeServer() {
        this(1_000, EdgeLimits.DEFAULT.requestTimeout());
    }

    EdgeServer(int acceptQueue, Duration requestTimeout) {
        this(acceptQueue, requestTimeout, null);
    }

    /** @param later schedules delayed tasks; null for a real timer */
    EdgeServer(int acceptQueue, Duration requestTimeout, StoreThreads.@Nullable Timer later) {
        this.acceptQueue = acceptQueue;
        this.later = later == null ? DelayedExecutor.on(timer)::after : later;
        EdgeLimits otherwise = EdgeLimits.DEFAULT;
        this.limits = new EdgeLimits(
                otherwise.intentBytes(), otherwise.batchIntents(), otherwise.batchBytes(), requestTimeout);
        this.store = SqliteStore.openInMemory("edges-" + UUID.randomUUID(), clock, cipher, ids);
        this.tenants = new CachedTenants(new JdbcTenants(store), TenantQuotas.NONE);
        this.keys = new ApiKeys(store.keys(), ids, new SecureRandom(), clock);
        this.tokenKeys =
                new TokenKeyRing(store.tokenKeys(), reads, writer, ids, new SecureRandom(), clock, clock.ticker());
        this.subscriberTokens = new OwnTokens(tokenKeys, clock);
        this.ring = new KeyRing(store.keys(), reads, writer, clock, clock.ticker());
        this.push = push();
    }

    /** Adds a channel; call it before the server starts. */
    EdgeServer with(Channel channel, Map<String, Object> settings) {
        channel.start(context(settings));
        channels.put(channel.name(), channel);
        return this;
    }

    private ChannelContext context(Map<String, Object> settings) {
        return new ChannelContext(settings, address -> true, clock, new SecureRandom(), Path.of(""));
    }

    @Override
    public void beforeAll(@Nullable ExtensionContext context) {
        webhook.start(context(Map.of()));
        ServerBuilder builder = Server.builder().http(0).unloggedExceptionsReportIntervalMillis(0);
        Features features = features();
        new PortGuards(PORT, client -> true)
                .addTo(
                        builder,
                        new Edges(features, authenticator(), new OperatorAudit(store.events(), writer), limits)::addTo);
        server = builder.build();
        server.start().join();
        client = WebClient.of("http://127.0.0.1:" + server.activeLocalPort()).blocking();
    }

    /** In memory, without a history. */
    private PushFeature push() {
        EventLog log = new MemoryLog(WindowBounds.DEFAULT, clock, new SecureRandom(), followers);
        Hub hub = new Hub(log, HubSettings.DEFAULT, null, clock, GatewayListener.NONE);
        return new PushFeature(
                new EventPublishing(log, ConfiguredPush.eventMaker(), followers),
                new EventTransports(hub, TRANSPORTS, clock),
                new Acks(store.pushes(), writer),
                new Revocations(hub, ring, timer, Duration.ofMillis(50)));
    }

    private Authenticator authenticator() {
        return new Authenticator(
                ring,
                new OriginGuard(List.of("tidings.test")),
                new Tokens(subscriberTokens, null, sends),
                new Origins(List.of("https://app.test")),
                new RefusalLog(new MicrometerAccessListener(metrics), clock.ticker()));
    }

    private Features features() {
        CachedEndpoints endpoints = new CachedEndpoints(store.endpoints(), clock.ticker(), reads);
        StoreThreads stores = new StoreThreads(reads, reads, reads, writer, later);
        MicrometerEngineListener listener = new MicrometerEngineListener(metrics);
        CatalogFeature catalog = new CatalogFeature(
                new JdbcTypes(store),
                new CatalogPolicy(false, MOST_TYPES, MOST_SCHEMA, channels.keySet()),
                stores,
                sends,
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
                new NoLanes(),
                new LeaseGrant("edges", Duration.ofSeconds(30)),
                new AcceptEnvironment(ids, tokens, clock, clock.ticker(), writer),
                new CommitLimits(acceptQueue, 500),
                listener);
        RetryPolicies retries = (channel, type, endpoint) -> endpoint == null
                ? Objects.requireNonNull(channels.get(channel)).retryPolicy()
                : EndpointRetry.over(
                        Objects.requireNonNull(channels.get(channel)).retryPolicy(), endpoint);
        Previews previews = new Previews(
                rules, endpoints, channels, retries, new Previews.PreviewThreads(reads, sends), ids, clock);
        EngineView engine =
                new EngineView(rules.router(), Set.of(), channels, retries, endpoints.store(), health, channel -> {});
        AdminEnvironment admin = new AdminEnvironment(
                stores,
                sends,
                ids,
                new SplittableRandom(1),
                clock,
                new TenantRules(ENDPOINTS_PER_RECIPIENT, tenants, tenants),
                new BulkRunner(store.bulkRuns(), tokens, writer, later::after));
        Features features = new Features();
        features.add(push);
        new NodeGauges(metrics).subscribers(push::subscribers);
        this.catalog = features.add(catalog);
        IntentAcceptor admitting = new TenantAwareAcceptor(
                acceptor, new TenantAdmission(tenants, tenants, clock.ticker(), () -> 1), listener);
        features.add(new IntentFeature(admitting, new AddressMasking(channels), previews, catalog.check(), limits));
        features.add(new DeliveryFeature(store, engine, admin, listener));
        features.add(new EndpointFeature(store, engine, admin));
        features.add(new DiagnosticsFeature(store, admin));
        features.add(new RecipientDataFeature(
                store,
                new JdbcRecipients(store),
                new JdbcTopics(store),
                push.publishing().log(),
                engine,
                admin));
        features.add(new RecipientFeature(new JdbcRecipients(store), stores));
        features.add(new TopicFeature(
                new JdbcTopics(store), stores, new TopicLimits(SUBSCRIBERS_PER_TOPIC, limits.batchBytes())));
        admin.bulk().add(new TenantDeletion(new JdbcTenants(store), tenants, TenantParts.of(store), stores));
        counts = counts(stores);
        features.add(new TenantFeature(
                new TenantService(
                        new JdbcTenants(store),
                        tenants,
                        new TenantService.Environment(stores, store.events(), ids, clock),
                        admin.bulk(),
                        Set.of(Intent.DEFAULT_TENANT)),
                tenants.refreshing(stores),
                counts));
        features.add(new BulkFeature(admin.bulk(), new BulkRuns(store.bulkRuns(), stores)));
        features.add(new KeyFeature(
                new TokenRoutes(subscriberTokens, Duration.ofHours(1), Duration.ofHours(24)),
                new TenantKeys(keys, reads, reads, writer),
                new SecretKeyService(store.secretKeys(), stores),
                tokenKeys,
                Duration.ofHours(24),
                clock));
        features.add(new RuntimeFeature(new RuntimeService(
                new JdbcRuntimes(store).queries(), stores, RuntimeControl.NONE, Duration.ofSeconds(10))));
        features.add(new ProviderFeature(store, engine, admin));
        waits = features.add(new WaitFeature(store, engine, admin, "edges")).counter();
        WaitGauges.register(metrics, Waiting.Reason.codes(), waits::latest);
        BacklogGauges.register(metrics, channels.keySet(), waits::latest);
        BlockedGauges.register(metrics, channels.keySet(), health);
        features.add(new ProbeFeature(
                new Readiness(store::checkWritable, writer, () -> Optional.ofNullable(notRunning), clock.ticker()),
                metrics));
        push.start();
        return features;
    }

    /** Counts what tenants use, as the server does every few seconds. */
    void count() {
        Objects.requireNonNull(counts).count();
        tenants.refresh();
    }

    /** Counts what deliveries wait for, as the server does every few seconds. */
    void countWaits() {
        Objects.requireNonNull(waits).count();
    }

    private UsageCounts counts(StoreThreads stores) {
        return new UsageCounts(tenants, new JdbcTenants(store).counter(), store.singletonLeases(), stores, "edges");
    }

    @Override
    public void beforeEach(@Nullable ExtensionContext context) {
        store.clear();
        Objects.requireNonNull(catalog).refreshNow();
        tenants.refresh();
        notRunning = null;
        keepsOrder = false;
        health.unblocked.clear();
        // Expires the caches of the previous test.
        clock.advance(Duration.ofSeconds(5));
    }

    @Override
    public void afterAll(@Nullable ExtensionContext context) {
        if (server != null) {
            // Stops accepting; a full shutdown would wait two seconds.
            var _ = server.stop();
        }
        push.stop();
        timer.close();
        webhook.close();
        sends.close();
        reads.close();
        writer.close();
        store.close();
    }

    CompletableFuture<Receipt> accept(Intent intent) {
        return java.util.Objects.requireNonNull(acceptor).accept(intent);
    }

    int acceptWaiting() {
        return acceptor == null ? 0 : acceptor.waiting();
    }

    int port() {
        return java.util.Objects.requireNonNull(server).activeLocalPort();
    }

    Answer get(String path, String... headers) {
        return send(HttpMethod.GET, path, null, headers);
    }

    Answer post(String path, String json, String... headers) {
        return send(HttpMethod.POST, path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer put(String path, String json, String... headers) {
        return send(HttpMethod.PUT, path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** @param headers alternating names and values */
    Answer send(HttpMethod method, String path, byte @Nullable [] body, String... headers) {
        RequestHeadersBuilder builder = RequestHeaders.builder(method, path);
        if (body != null) {
            builder.contentType(MediaType.JSON);
        }
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("content-type")) {
                builder.set(headers[i], headers[i + 1]);
            } else {
                builder.add(headers[i], headers[i + 1]);
            }
        }
        AggregatedHttpResponse response = java.util.Objects.requireNonNull(client)
                .execute(
                        body == null
                                ? HttpRequest.of(builder.build())
                                : HttpRequest.of(builder.build(), com.linecorp.armeria.common.HttpData.wrap(body)));
        Answer answer = new Answer(response);
        OpenApi.DOCUMENT.check(method.name(), path, answer);
        return answer;
    }

    List<ServiceConfig> routes() {
        return java.util.Objects.requireNonNull(server).serviceConfigs();
    }

    /** Accepts an intent with one delivery; returns the delivery's id. */
    String accept(String key) {
        putEndpoint("user:42");
        Answer answer = post("/v1/intents", IntentRestTest.intent(key, ",\"channels\":[\"webhook\"]"));
        return answer.json().at("/deliveries/0/delivery_id").asText();
    }

    /** Completes all due deliveries of webhooks. */
    void end(Function<LeasedDelivery, Completion> ending) {
        end("webhook", ending);
    }

    /** Completes all due deliveries of a channel. */
    void end(String channel, Function<LeasedDelivery, Completion> ending) {
        List<LeasedDelivery> leased = store.claims()
                .claim(channel, 500, TenantWeights.EQUAL, new LeaseGrant("edges", Duration.ofSeconds(30)), tokens);
        store.completions().complete(leased.stream().map(ending).toList());
    }

    /** Completes it with a permanent rejection. */
    Completion rejected(LeasedDelivery leased) {
        Evidence evidence = new Evidence(404, null, "POST /hook", "no such hook");
        return Completion.rejected(
                leased, new Outcome.Rejected("http_404", "the endpoint answered 404", evidence), clock.instant());
    }

    /** An unreachable endpoint, since nothing is sent. */
    Answer putEndpoint(String recipient) {
        return put("/v1/recipients/" + recipient + "/endpoints/webhook", "{\"address\":\"http://127.0.0.1:9/hook\"}");
    }

    record Answer(AggregatedHttpResponse http) {
        int status() {
            return http.status().code();
        }

        String contentType() {
            return String.valueOf(http.contentType());
        }

        JsonNode json() {
            try {
                return JSON.readTree(http.content().array());
            } catch (IOException noJson) {
                throw new UncheckedIOException(http.contentUtf8(), noJson);
            }
        }

        String text(String field) {
            return json().path(field).asText();
        }

        @Override
        public String toString() {
            return http.status() + " " + http.contentUtf8();
        }
    }

    /** Records which endpoints were unblocked. */
    static final class NoHealth implements LocalEndpointHealth {
        final Set<TargetKey> unblocked = ConcurrentHashMap.newKeySet();

        @Override
        public void unblock(TargetKey key) {
            unblocked.add(key);
        }

        @Override
        public Duration propagationDelay() {
            return Duration.ZERO;
        }

        @Override
        public int blocked(String channel, EndpointCircuit.Reason reason) {
            return reason == EndpointCircuit.Reason.RETRY_AFTER ? 2 : 1;
        }

        @Override
        public int blockedProviders(String channel) {
            return 3;
        }
    }

    private final class NoLanes implements HandOff {
        @Override
        public boolean keepsOrder(String channel) {
            return keepsOrder;
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
