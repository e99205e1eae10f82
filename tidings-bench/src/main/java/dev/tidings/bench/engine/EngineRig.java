package dev.tidings.bench.engine;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.Ids;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.engine.dispatch.DelayedExecutor;
import dev.tidings.engine.dispatch.DispatchEnvironment;
import dev.tidings.engine.dispatch.DispatchPorts;
import dev.tidings.engine.dispatch.DispatchSettings;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.engine.dispatch.LaneSettings;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.store.jdbc.cache.CachedEndpoints;
import dev.tidings.store.jdbc.secret.AesGcmSecretCipher;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.EndpointIds;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** An acceptor and a dispatcher on a store, wired and configured as in the server, with one channel. */
public final class EngineRig implements AutoCloseable {
    public static final Ids IDS =
            at -> UlidCreator.getMonotonicUlid(at.toEpochMilli()).toBytes();
    static final Supplier<LeaseToken> TOKENS =
            () -> new LeaseToken(UlidCreator.getUlid().toString());
    static final LeaseGrant GRANT = new LeaseGrant("bench", DispatchSettings.LEASE);

    private static final int QUEUE = 10_000;
    private static final int BATCH = 500;
    private static final int READERS = 4;

    private final Store store;
    private final Dispatcher dispatcher;
    private final Acceptor acceptor;
    private final List<ExecutorService> threads;
    private final ScheduledExecutorService timer;

    /**
     * Uses an open store and closes it at the end. Dispatching starts with {@link #start()}.
     *
     * @param writers the number of writing connections
     */
    public EngineRig(Store store, int writers, Channel channel, List<Endpoint> known, EngineListener listener) {
        this(store, writers, channel, LaneSettings.DEFAULT, known, listener);
    }

    /** @param lane limits the deliveries in memory, and thus the size of commits */
    public EngineRig(
            Store store,
            int writers,
            Channel channel,
            LaneSettings lane,
            List<Endpoint> known,
            EngineListener listener) {
        this.store = store;
        ExecutorService writer = Executors.newFixedThreadPool(
                writers, Thread.ofPlatform().name("writer-", 0).factory());
        StoreWriter commits = store.writer(writer);
        ExecutorService readers = Executors.newFixedThreadPool(
                READERS, Thread.ofPlatform().name("reader-", 0).factory());
        ExecutorService sends = Executors.newVirtualThreadPerTaskExecutor();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("timer").factory());
        threads = List.of(writer, readers, sends);
        CachedEndpoints endpoints = new CachedEndpoints(store.endpoints(), System::nanoTime, readers);
        known.forEach(endpoint -> endpoints.store().put(endpoint));
        dispatcher = new Dispatcher(
                Map.of(channel.name(), channel),
                DispatchPorts.of(store, endpoints.store(), endpoints),
                (name, type, endpoint) -> channel.retryPolicy(),
                DispatchSettings.DEFAULT.withLanes(DispatchSettings.Lanes.all(lane)),
                GRANT,
                new DispatchEnvironment(
                        store.clock(),
                        System::nanoTime,
                        new SplittableRandom(),
                        TOKENS,
                        commits,
                        sends,
                        DelayedExecutor.on(timer)),
                listener);
        acceptor = new Acceptor(
                new AcceptRules(
                        new IntentRules(IntentLimits.DEFAULT, List.of(channel.name())),
                        new IntentFingerprints(),
                        new Router(RoutingRules.NONE, endpoints),
                        Set.of()),
                store.accepts(),
                dispatcher,
                GRANT,
                new AcceptEnvironment(IDS, TOKENS, store.clock(), System::nanoTime, commits),
                new CommitLimits(QUEUE, BATCH),
                listener);
    }

    /** Starts dispatching; earlier deliveries wait in the store. */
    public void start() {
        dispatcher.start();
    }

    /** The store of a folder, created if missing. */
    public static SqliteStore openStore(Path folder) {
        SecureRandom random = new SecureRandom();
        return SqliteStore.open(
                database(folder),
                Clock.systemUTC(),
                new AesGcmSecretCipher(List.of(SecretKeyFile.loadOrCreate(folder, random)), random),
                IDS);
    }

    public static Path database(Path folder) {
        return folder.resolve("tidings.db");
    }

    public CompletableFuture<Receipt> accept(Intent intent) {
        return acceptor.accept(intent);
    }

    public Store store() {
        return store;
    }

    /** The thread that writes to the store. */
    public Executor writer() {
        return threads.getFirst();
    }

    /** A minimal endpoint. */
    public static Endpoint endpoint(String recipient, String channel, String address) {
        Instant now = Clock.systemUTC().instant();
        return new Endpoint(
                EndpointIds.of(new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel)),
                new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel),
                address,
                true,
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                now,
                now);
    }

    @Override
    public void close() {
        dispatcher.stop();
        // Scheduled tasks are no longer needed.
        timer.shutdownNow();
        threads.forEach(ExecutorService::close);
        store.close();
    }
}
