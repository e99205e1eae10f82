package dev.tidings.engine.dispatch;

import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Ids;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.simulation.Tally;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A dispatcher and an acceptor on real threads and a real database; the wall clock only moves when told to. */
final class Rig implements AutoCloseable {
    /** The channel that keeps the order of acceptance. */
    static final String ORDERED = "ordered";

    /** The channel whose addresses name a provider after the @. */
    static final String PROVIDED = "provided";

    static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PACE = Duration.ofMillis(10);
    private static final DeliveryFilter BEING_SENT =
            DeliveryFilter.of(Intent.DEFAULT_TENANT).withStatuses(Set.of(DeliveryStatus.SENDING));
    private static final Ids IDS = new CountingIds();

    /** One attempt of a channel. */
    @FunctionalInterface
    interface Send {
        Outcome send(Message message) throws Exception;
    }

    final SettableClock clock;
    final Tally events = new Tally();
    final SqliteStore real;
    private final String node;
    final Store store;
    final Dispatcher dispatcher;
    final CountingTokens tokens = new CountingTokens();
    /** Tenants and since when they are suspended. */
    final Map<String, Instant> suspended = new ConcurrentHashMap<>();

    private final Acceptor acceptor;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final ExecutorService sends = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger serial = new AtomicInteger();

    Rig(Path dir, Map<String, Send> channels, DispatchSettings settings) {
        this(dir, channels, settings, UnaryOperator.identity());
    }

    /** @param around wraps the database for the engine */
    Rig(Path dir, Map<String, Send> channels, DispatchSettings settings, UnaryOperator<Store> around) {
        this(SettableClock.atStart(), dir, channels, settings, around);
    }

    private Rig(
            SettableClock clock,
            Path dir,
            Map<String, Send> channels,
            DispatchSettings settings,
            UnaryOperator<Store> around) {
        this(
                clock,
                SqliteStore.open(dir.resolve("tidings.db"), clock, new ReversingCipher(), IDS),
                "node",
                channels,
                settings,
                around);
    }

    /** Creates another node on this node's store; close it before this one. */
    Rig besides(Map<String, Send> channels, DispatchSettings settings) {
        return new Rig(clock, real, "another", channels, settings, UnaryOperator.identity());
    }

    private Rig(
            SettableClock clock,
            SqliteStore real,
            String node,
            Map<String, Send> channels,
            DispatchSettings settings,
            UnaryOperator<Store> around) {
        this.clock = clock;
        this.real = real;
        this.node = node;
        this.store = around.apply(real);
        LeaseGrant grant = new LeaseGrant(node, LEASE);
        Map<String, Channel> named = new TreeMap<>();
        channels.forEach((name, send) -> named.put(name, channel(name, send)));
        RetryPolicy policy = new RetryPolicy(3, Duration.ofMinutes(1), Duration.ofMinutes(1), List.of(), 0);
        StoreWriter commits = store.writer(writer);
        this.dispatcher = new Dispatcher(
                named,
                DispatchPorts.of(store, store.endpoints(), store.endpoints()::ofRecipients)
                        .with(suspended::get),
                (channel, type, endpoint) -> policy,
                settings,
                grant,
                new DispatchEnvironment(
                        store.clock(),
                        System::nanoTime,
                        new Random(1),
                        tokens,
                        commits,
                        sends,
                        DelayedExecutor.on(timer)),
                events);
        this.acceptor = new Acceptor(
                new AcceptRules(
                        new IntentRules(IntentLimits.DEFAULT, List.of("fast", "slow", "gone", ORDERED, PROVIDED)),
                        intent -> intent.idempotencyKey().getBytes(StandardCharsets.UTF_8),
                        new Router(RoutingRules.NONE, store.endpoints()::ofRecipients),
                        Set.of()),
                store.accepts(),
                dispatcher,
                grant,
                new AcceptEnvironment(IDS, tokens, store.clock(), System::nanoTime, commits),
                new CommitLimits(10_000, 500),
                events);
    }

    /** Settings with these permits for every lane. */
    static DispatchSettings lane(int concurrency, int queue) {
        return settings(new LaneSettings(concurrency, queue, 64, 0));
    }

    static String[] addresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> "address-" + i).toArray(String[]::new);
    }

    /** Polls often, so that a moved clock is noticed soon. */
    static DispatchSettings settings(LaneSettings lane) {
        return settings(lane, HealthSettings.DEFAULT);
    }

    static DispatchSettings settings(LaneSettings lane, HealthSettings health) {
        return new DispatchSettings(
                DispatchSettings.Lanes.all(lane),
                20,
                new DispatchSettings.Polling(Duration.ofMillis(10), Duration.ofMillis(20)),
                Duration.ofSeconds(10),
                500,
                health,
                DispatchSettings.ClaimRules.DEFAULT);
    }

    private static Channel channel(String name, Send send) {
        return new Channel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean keepsOrder() {
                return name.equals(ORDERED);
            }

            @Override
            public @Nullable String provider(String address) {
                return name.equals(PROVIDED) ? address.substring(address.indexOf('@') + 1) : null;
            }

            @Override
            public void start(ChannelContext context) {}

            @Override
            public Outcome send(Message message) throws Exception {
                return send.send(message);
            }
        };
    }

    Rig started() {
        dispatcher.start();
        return this;
    }

    /** Accepts an intent to each of these addresses. */
    List<DeliveryId> submit(String channel, String... addresses) {
        return submit(
                new Audience.Addresses(Arrays.stream(addresses)
                        .map(address -> new Audience.Address(channel, address))
                        .toList()),
                channel,
                null);
    }

    /** Accepts an intent with a concurrency key to an address. */
    DeliveryId submitLimited(String key, String channel, String address) {
        return submit(
                        new Audience.Addresses(List.of(new Audience.Address(channel, address))),
                        channel,
                        IntentKeys.NONE.limitedBy(key),
                        null)
                .getFirst();
    }

    /** Accepts an intent to a recipient with an endpoint. */
    DeliveryId notifyRecipient(String channel, String recipient) {
        return submit(new Audience.Recipients(List.of(recipient)), channel, null)
                .getFirst();
    }

    List<DeliveryId> submit(Audience audience, String channel, @Nullable Instant expiresAt) {
        return submit(audience, channel, IntentKeys.NONE, expiresAt);
    }

    private List<DeliveryId> submit(Audience audience, String channel, IntentKeys keys, @Nullable Instant expiresAt) {
        Receipt receipt = acceptor.accept(new Intent(
                        Intent.DEFAULT_TENANT,
                        "test",
                        node + "-key-" + serial.incrementAndGet(),
                        "test.happened",
                        audience,
                        List.of(channel),
                        null,
                        Payload.of("{}"),
                        keys,
                        null,
                        expiresAt,
                        null,
                        null))
                .join();
        return receipt.deliveries().stream().map(delivery -> delivery.id()).toList();
    }

    Endpoint putEndpoint(String channel, String recipient) {
        return putEndpoint(channel, recipient, Map.of());
    }

    Endpoint putEndpoint(String channel, String recipient, Map<String, String> settings) {
        return store.endpoints()
                .put(new Endpoint(
                        EndpointIds.of(new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel)),
                        new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel),
                        "address of " + recipient,
                        true,
                        null,
                        null,
                        List.of(),
                        new EndpointAuth.None(),
                        settings,
                        null,
                        null,
                        clock.instant(),
                        clock.instant()));
    }

    Delivery delivery(DeliveryId id) {
        return real.queries().delivery(Intent.DEFAULT_TENANT, id).orElseThrow();
    }

    void awaitStatus(DeliveryStatus status, DeliveryId... ids) {
        for (DeliveryId id : ids) {
            await().until(() -> delivery(id).status() == status);
        }
    }

    void awaitStatus(DeliveryStatus status, List<DeliveryId> ids) {
        awaitStatus(status, ids.toArray(DeliveryId[]::new));
    }

    /** Moves the wall clock. */
    void pass(Duration time) {
        clock.advance(time);
    }

    /**
     * Moves the wall clock until a condition holds, but only while nothing is sending: otherwise the lease of a slow
     * send would lapse. Each look is a step, so looks are at equal intervals.
     */
    void passUntil(Duration step, Callable<Boolean> holds) {
        await().pollInterval(PACE).until(() -> {
            if (real.queries().count(BEING_SENT, 1) == 0) {
                pass(step);
            }
            return holds.call();
        });
    }

    /** Waits until the writer has run all queued tasks, and the commits that they wait for. */
    void awaitWriter() {
        try {
            writer.submit(() -> {}).get();
            writer.submit(() -> {}).get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        dispatcher.stop();
        sends.shutdownNow();
        timer.shutdownNow();
        writer.shutdown();
        if (node.equals("node")) {
            real.close();
        }
    }
}
