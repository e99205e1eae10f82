package dev.tidings.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceConfig;
import dev.tidings.channels.webhook.WebhookChannel;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.engine.dispatch.DelayedExecutor;
import dev.tidings.http.PortGuards;
import dev.tidings.http.PortLimits;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.access.KeyRing;
import dev.tidings.http.access.OriginGuard;
import dev.tidings.http.access.Origins;
import dev.tidings.http.access.OwnTokens;
import dev.tidings.http.access.RefusalLog;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.http.access.Tokens;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.push.channel.LogOutages;
import dev.tidings.push.feature.EventPublishing;
import dev.tidings.push.feature.PushFeature;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.HubSettings;
import dev.tidings.push.gateway.Revocations;
import dev.tidings.push.gateway.transport.EventTransportSettings;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.server.telemetry.MicrometerAccessListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.tenants.CachedTenants;
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
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
    static final Duration RETRY = Duration.ofMillis(50);

    private static final EventTransportSettings TRANSPORTS =
            new EventTransportSettings(Duration.ofMillis(100), 1_100, 1_050, RETRY, 2_000, Duration.ofMinutes(1));

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
    final Map<String, Channel> channels = new TreeMap<>(Map.of("webhook", webhook));
    final SqliteStore store;
    final ApiKeys keys;
    final TokenKeyRing tokenKeys;
    final OwnTokens subscriberTokens;
    final PushFeature push;
    final CountingTokens tokens = new CountingTokens();
    private final ExecutorService followers = Executors.newSingleThreadExecutor();
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    final KeyRing ring;
    final EdgeHealth health = new EdgeHealth();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    volatile @Nullable String notRunning;
    /** Whether channels preserve the order of acceptance. */
    volatile boolean keepsOrder;

    private final int acceptQueue;
    private final EdgeLimits limits;
    final StoreThreads.Timer later;
    final CachedTenants tenants;
    private @Nullable EdgeFeatures features;
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
        EdgeFeatures features = new EdgeFeatures(this, limits, acceptQueue);
        push.start();
        new PortGuards(PORT, client -> true)
                .addTo(builder, new Edges(features.all, authenticator(), limits, NodeRoles.ALL)::addTo);
        this.features = features;
        server = builder.build();
        server.start().join();
        client = WebClient.of("http://127.0.0.1:" + server.activeLocalPort()).blocking();
    }

    /** In memory, without a history. */
    private PushFeature push() {
        EventLog log = new MemoryLog(WindowBounds.DEFAULT, clock, new SecureRandom(), followers);
        Hub hub = new Hub(log, HubSettings.DEFAULT, null, clock, GatewayListener.NONE);
        return new PushFeature(
                new EventPublishing(
                        log,
                        ConfiguredPush.eventMaker(),
                        new LogOutages(GatewayListener.NONE, clock.ticker()),
                        followers),
                new EventTransports(hub, TRANSPORTS, clock, new SecureRandom()),
                new Acks(store.pushes(), store.writer(writer)),
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

    /** Counts what tenants use, as the server does every few seconds. */
    void count() {
        started().counts.count();
        tenants.refresh();
    }

    /** Counts what deliveries wait for, as the server does every few seconds. */
    void countWaits() {
        started().waits.count();
    }

    @Override
    public void beforeEach(@Nullable ExtensionContext context) {
        store.clear();
        started().catalog.refreshNow();
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

    private EdgeFeatures started() {
        return Objects.requireNonNull(features, "the server has not started");
    }

    CompletableFuture<Receipt> accept(Intent intent) {
        return started().acceptor.accept(intent);
    }

    int acceptWaiting() {
        return features == null ? 0 : features.acceptor.waiting();
    }

    int port() {
        return Objects.requireNonNull(server).activeLocalPort();
    }

    <T> T grpc(Class<T> stub) {
        return GrpcClients.newClient("gproto+http://127.0.0.1:" + port(), stub);
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
        AggregatedHttpResponse response = Objects.requireNonNull(client)
                .execute(
                        body == null
                                ? HttpRequest.of(builder.build())
                                : HttpRequest.of(builder.build(), com.linecorp.armeria.common.HttpData.wrap(body)));
        Answer answer = new Answer(response);
        OpenApi.DOCUMENT.check(method.name(), path, answer);
        return answer;
    }

    List<ServiceConfig> routes() {
        return Objects.requireNonNull(server).serviceConfigs();
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
}
