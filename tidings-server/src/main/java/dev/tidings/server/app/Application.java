package dev.tidings.server.app;

import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.release.Release;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.cluster.Heartbeat;
import dev.tidings.engine.dispatch.DelayedExecutor;
import dev.tidings.engine.outage.Outage;
import dev.tidings.engine.outage.OutageGuard;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.http.Inquiries;
import dev.tidings.push.channel.PushChannel;
import dev.tidings.push.gateway.Revocations;
import dev.tidings.push.gateway.stream.EventTransportSettings;
import dev.tidings.server.admin.StoreThreads;
import dev.tidings.server.command.ServerHost.ConfiguredServer;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.GatewaySection;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.config.PushSection;
import dev.tidings.server.config.StoreSection;
import dev.tidings.server.config.TelemetrySection;
import dev.tidings.server.intake.IntentAcceptor;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.server.intake.preview.Previews;
import dev.tidings.server.telemetry.ConnectionGauges;
import dev.tidings.server.telemetry.Logs;
import dev.tidings.server.telemetry.MicrometerAccessListener;
import dev.tidings.server.telemetry.MicrometerEngineListener;
import dev.tidings.server.telemetry.MicrometerJobListener;
import dev.tidings.server.telemetry.MicrometerStreamListener;
import dev.tidings.server.telemetry.NodeGauge;
import dev.tidings.server.telemetry.OtlpTracing;
import dev.tidings.server.telemetry.ProcessMeters;
import dev.tidings.streams.HandlingPorts;
import dev.tidings.streams.kafka.KafkaNode;
import dev.tidings.streams.kafka.TopicConsumer;
import dev.tidings.streams.redis.RedisNode;
import dev.tidings.streams.redis.StreamConsumer;
import dev.tidings.streams.redis.StreamPorts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server, from its folder to its port. It starts once, ready on return; it stops once, and whoever stops it again waits
 * for the same end. What was started last stops first: the port takes no more, what is in flight ends, then the store
 * closes and the folder is free.
 */
public final class Application implements ConfiguredServer {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int READERS = 4;
    private static final int WRITERS = 4;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** What has to be closed, the last first. */
    private final Deque<Runnable> started = new ArrayDeque<>();

    private final Duration drainDelay;
    private final Draining draining;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final URI uri;

    private Application(
            Configuration configuration,
            Clocks clocks,
            UnaryOperator<Store> between,
            Channels channels,
            Channels.ChannelTime channelTime) {
        long begun = clocks.ticker().nanos();
        this.drainDelay = configuration.server().drainDelay();
        this.draining = new Draining(clocks.ticker());
        try {
            this.uri = assemble(configuration, clocks, between, channels, channelTime);
        } catch (RuntimeException | Error failed) {
            closeAll();
            channels.close();
            throw failed;
        }
        LOG.info(
                "Tidings is ready on {} after {} ms: store {}, lanes {}",
                uri,
                Duration.ofNanos(clocks.ticker().nanos() - begun).toMillis(),
                configuration.store().name(configuration.data().dir()),
                String.join(", ", Channels.names()));
    }

    /** Starts with the clock and chance of this machine. Throws a {@link StartFailure} that says what to do. */
    public static Application start(Configuration configuration) {
        return start(configuration, opened -> opened);
    }

    /** @param between what stands between the server and its store, for tests */
    static Application start(Configuration configuration, UnaryOperator<Store> between) {
        Logs.apply(configuration.log().level(), configuration.log().json());
        Clocks clocks = Clocks.system();
        Channels.ChannelTime time = new Channels.ChannelTime(clocks.clock());
        Channels channels = StartChecks.startChannels(configuration, clocks, time);
        Logs.sentDeliveries(configuration.log().sentDeliveries());
        return new Application(configuration, clocks, between, channels, time);
    }

    private URI assemble(
            Configuration configuration,
            Clocks clocks,
            UnaryOperator<Store> between,
            Channels channels,
            Channels.ChannelTime channelTime) {
        Stores.requireFit(configuration);
        DataFolder folder = closing(DataFolder.hold(configuration.data().dir()));
        UlidIds ids = new UlidIds();
        Store store = between.apply(Stores.open(configuration, clocks, ids));
        started.push(store::close);
        requireKeysOrLoopback(configuration, store);
        Threads threads = Threads.start(READERS, Stores.inquirers(configuration), writers(configuration));
        started.push(threads::close);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        started.push(metrics::close);
        closing(new ProcessMeters(metrics, Release.version()));
        EngineListener listener = new MicrometerEngineListener(metrics)
                .expecting(Channels.names())
                .expecting(List.of(Router.NO_CHANNEL));
        StoreWatch watch = new StoreWatch(
                store::checkWritable,
                threads.writer(),
                DelayedExecutor.on(threads.timer())::after,
                clocks.clock(),
                clocks.ticker(),
                listener);
        store.addGuard(new OutageGuard(watch));
        RedisNode redis = redis(configuration);
        KafkaNode kafka = kafka(configuration);
        HandlingPorts handling = handling(store, watch, threads, ids, clocks, metrics);
        StreamPorts ports = redis == null ? null : StreamPorts.of(redis, store.offsets(), handling);
        Driving driving = ports != null && configuration.jobs().enabled()
                ? closing(Driving.assemble(
                        configuration,
                        folder.path(),
                        store,
                        watch,
                        threads,
                        clocks,
                        ids,
                        ports,
                        new MicrometerJobListener(metrics)))
                : null;
        Pushing pushing =
                closing(Pushing.start(configuration, store, threads, clocks, Pushing.counted(metrics), redis, kafka));
        channelTime.follow(store.clock());
        closing(channels)
                .start(
                        pushing.channel(),
                        new ChannelContext(
                                configuration.channel(PushChannel.NAME).settings(),
                                OutboundPolicy.publicOnly(),
                                channelTime,
                                clocks.random(),
                                folder.path()));
        AccessWiring access = AccessWiring.assemble(
                configuration,
                store,
                new StoreThreads(
                        threads.reads(),
                        threads.reads(),
                        watch.guarding(threads.writer()),
                        DelayedExecutor.on(threads.timer())::after),
                ids,
                clocks,
                threads.sends(),
                new MicrometerAccessListener(metrics));
        closing(Revocations.start(pushing.hub(), access.ring(), threads.timer(), Revocations.EVERY));
        UnaryOperator<IntentAcceptor> traced = trace(configuration, channels);
        Backend backend = Backend.assemble(
                configuration,
                store,
                watch,
                threads,
                channels,
                pushing.hub(),
                ids,
                clocks.ticker(),
                new IntentFingerprints(),
                listener);
        AtomicReference<Heartbeat> heartbeat = new AtomicReference<>();
        started.push(() -> Optional.ofNullable(heartbeat.get()).ifPresent(Heartbeat::leave));
        started.push(backend.dispatcher()::stop);
        WebServer web = WebServer.start(
                configuration.server(),
                configuration.limits().port(),
                draining,
                server -> new Edges(edges(
                                configuration,
                                store,
                                backend,
                                pushing,
                                access,
                                watch,
                                traced,
                                ids,
                                clocks,
                                metrics,
                                driving))
                        .addTo(server));
        started.push(web::stop);
        ConnectionGauges.register(metrics, web.connections()::open, web.connections()::refused);
        started.push(pushing.hub()::drain);
        heartbeat.set(backend.heartbeat(
                configuration, store, ids, web.address(configuration.server().host())));
        NodeGauge.register(metrics, () -> heartbeat.get().membership().living());
        // First, since what no lane of this node is for may be another node's.
        heartbeat.get().start();
        heartbeat.get().awaitFirst();
        started.push(heartbeat.get()::drain);
        backend.dispatcher().start();
        store.onDue(backend.dispatcher()::wakeKnown);
        backend.retention().start();
        if (driving != null) {
            driving.jobs().start();
        }
        if (ports != null) {
            readStreams(configuration, ports, traced.apply(backend.acceptor()::accept), watch);
        }
        if (kafka != null && configuration.topicIntake().enabled()) {
            TopicConsumer<Intent> intents =
                    Topics.intents(configuration, kafka, handling, traced.apply(backend.acceptor()::accept), watch);
            started.push(intents::stop);
            intents.start();
        }
        return web.uri(configuration.server().host());
    }

    private static HandlingPorts handling(
            Store store,
            StoreWatch watch,
            Threads threads,
            UlidIds ids,
            Clocks clocks,
            PrometheusMeterRegistry metrics) {
        return new HandlingPorts(
                store.quarantine(),
                store.events(),
                watch.guarding(threads.writer()),
                store.clock(),
                ids,
                clocks.random(),
                new MicrometerStreamListener(metrics, store.clock()));
    }

    /** The one of this process; null where nothing needs it. */
    private @Nullable RedisNode redis(Configuration configuration) {
        PushSection.Log log = configuration.push().log();
        boolean needed = log == PushSection.Log.REDIS
                || (log == PushSection.Log.KAFKA && !configuration.redis().url().isEmpty())
                || configuration.streamIntake().enabled()
                || configuration.jobs().enabled();
        return needed ? closing(RedisNode.at(configuration.redis().url().reveal())) : null;
    }

    /** The one of this process; null where nothing needs it. */
    private @Nullable KafkaNode kafka(Configuration configuration) {
        boolean needed = configuration.push().log() == PushSection.Log.KAFKA
                || configuration.topicIntake().enabled();
        return needed
                ? closing(KafkaNode.at(
                        configuration.kafka().bootstrap(), configuration.kafka().properties()))
                : null;
    }

    private void readStreams(
            Configuration configuration, StreamPorts ports, IntentAcceptor acceptor, StoreWatch watch) {
        if (configuration.streamIntake().enabled()) {
            StreamConsumer<Intent> intents = Streams.intents(configuration, ports, acceptor, watch);
            started.push(intents::stop);
            intents.start();
        }
    }

    /** An embedded database has one connection that writes; a server takes what comes side by side. */
    private static int writers(Configuration configuration) {
        return configuration.store().kind() == StoreSection.Kind.SQLITE ? 1 : WRITERS;
    }

    private UnaryOperator<IntentAcceptor> trace(Configuration configuration, Channels channels) {
        TelemetrySection telemetry = configuration.telemetry();
        if (telemetry.otlpEndpoint().isEmpty()) {
            return acceptor -> acceptor;
        }
        OtlpTracing tracing = closing(new OtlpTracing(telemetry.otlpEndpoint().reveal(), telemetry.serviceName()));
        channels.lookedAtBy(tracing::traced);
        return tracing::traced;
    }

    private EdgeParts edges(
            Configuration configuration,
            Store store,
            Backend backend,
            Pushing pushing,
            AccessWiring access,
            StoreWatch watch,
            UnaryOperator<IntentAcceptor> traced,
            UlidIds ids,
            Clocks clocks,
            PrometheusMeterRegistry metrics,
            @Nullable Driving driving) {
        Threads threads = backend.threads();
        LimitsSection limits = configuration.limits();
        Inquiries lists = new Inquiries(
                threads.inquiries(), threads.sends(), configuration.store().listTimeout());
        return new EdgeParts(
                new WhileAvailable(traced.apply(backend.acceptor()::accept), watch, backend.listener()),
                store,
                backend.directory().store(),
                backend.router(),
                Backend.dedupedByChannel(configuration),
                backend.dispatcher(),
                backend.channels().byName(),
                new Previews(
                        backend.rules(),
                        new IntentFingerprints(),
                        backend.router(),
                        backend.directory(),
                        backend.channels().byName(),
                        backend.retries(),
                        threads.reads(),
                        threads.sends(),
                        ids,
                        store.clock()),
                backend.retries(),
                pushing,
                outlets(configuration.gateway()),
                access.authenticator(),
                access.tokens(),
                access.keys(),
                access.tokenKeys(),
                configuration.access().longestTokenTtl(),
                new EdgeLimits(limits.body(), limits.batch(), limits.batchBody(), REQUEST_TIMEOUT),
                new StoreThreads(
                        threads.reads(),
                        lists,
                        watch.guarding(threads.writer()),
                        DelayedExecutor.on(threads.timer())::after),
                threads.sends(),
                ids,
                clocks.random(),
                store.clock(),
                clocks.ticker(),
                () -> draining.leaving() ? Optional.of("the server stops") : obstacle(backend, watch),
                metrics,
                backend.listener(),
                backend.dispatcher()::wake,
                Driving.desk(configuration, store, lists, driving));
    }

    private static EventTransportSettings outlets(GatewaySection gateway) {
        return new EventTransportSettings(
                gateway.heartbeat(),
                gateway.subscribers(),
                gateway.subscribersPerRecipient(),
                gateway.retry(),
                EventTransportSettings.DEFAULT.closeTimeout());
    }

    private static Optional<String> obstacle(Backend backend, StoreWatch watch) {
        Outage outage = watch.outage();
        if (outage != null) {
            return Optional.of(outage.words());
        }
        return backend.dispatcher().running() ? Optional.empty() : Optional.of("the dispatcher does not run");
    }

    private static void requireKeysOrLoopback(Configuration configuration, Store store) {
        if (store.keys().anyInForce()) {
            return;
        }
        String host = configuration.server().host();
        if (!configuration.server().loopback()) {
            throw new StartFailure("there is no API key, and without one everybody who reaches " + host
                    + " could do everything; make one (tidings keys create --scope admin,system --name me) or listen on"
                    + " loopback only (server.host 127.0.0.1)");
        }
        if (!configuration.server().proxies().trusted().isEmpty()) {
            throw new StartFailure("there is no API key, and server.trusted_proxies says that proxies pass requests of"
                    + " others on; make one (tidings keys create --scope admin --name me)");
        }
        LOG.warn("there is no API key: whoever is on this machine may do everything, and so may everybody whom a proxy"
                + " on it lets through. Before there is one: tidings keys create --scope admin --name me");
    }

    private <T extends AutoCloseable> T closing(T resource) {
        started.push(() -> {
            try {
                resource.close();
            } catch (Exception failed) {
                LOG.warn("while closing {}", resource, failed);
            }
        });
        return resource;
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** As a signal ends it: whoever sends requests has time to find another node. */
    void drainAndClose() {
        if (!stopping.get()) {
            LOG.info("Tidings drains: it is not ready any more, and stops within {} ms", drainDelay.toMillis());
            try {
                draining.leave(drainDelay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        close();
    }

    @Override
    public void reload(Configuration configuration) {
        Logs.apply(configuration.log().level(), configuration.log().json());
        LOG.info(
                "the configuration was read again: log.level is {}; what else has changed takes a restart",
                configuration.log().level());
    }

    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("Tidings stops");
            closeAll();
            LOG.info("Tidings has stopped");
            stopped.countDown();
            return;
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().run();
            } catch (RuntimeException failed) {
                LOG.warn("while stopping", failed);
            }
        }
    }
}
