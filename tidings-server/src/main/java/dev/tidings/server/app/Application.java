package dev.tidings.server.app;

import dev.tidings.channels.http.OutboundClient;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.Store;
import dev.tidings.http.Draining;
import dev.tidings.http.feature.Features;
import dev.tidings.server.command.ServerCommandEnvironment.ConfiguredServer;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.telemetry.Logs;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. It is ready when {@link #start} returns. It stops once; concurrent calls of {@code close} wait
 * for the same stop. Features stop in reverse order: the port refuses new requests, work in flight finishes, then
 * the store closes and the folder is unlocked.
 */
public final class Application implements ConfiguredServer {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final Features features = new Features();
    private final Duration drainDelay;
    private final Draining draining;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final URI uri;

    private Application(
            Configuration configuration,
            Clocks clocks,
            UnaryOperator<Store> between,
            StartedChannels channels,
            StartedChannels.ChannelStore channelStore) {
        long begun = clocks.ticker().nanos();
        this.drainDelay = configuration.server().drainDelay();
        this.draining = new Draining(clocks.ticker());
        try {
            // Opening the store and initializing the server take about the same time, and have no classes in common.
            CompletableFuture<Void> initialized =
                    CompletableFuture.runAsync(WebServer::initialize, Application::warmUp);
            ServerEnvironment environment = new ServerEnvironment(configuration, clocks, between, features);
            initialized.join();
            WebServer port = Assembly.assemble(features, draining, environment, channels, channelStore);
            features.start();
            this.uri = port.uri(configuration.server().host());
        } catch (RuntimeException | Error failed) {
            features.stop();
            channels.close();
            throw failed;
        }
        LOG.info(
                "Tidings is ready on {} after {} ms: store {}, roles {}, lanes {}",
                uri,
                Duration.ofNanos(clocks.ticker().nanos() - begun).toMillis(),
                configuration.store().name(configuration.data().dir()),
                configuration.roles(),
                String.join(", ", StartedChannels.names()));
        warmUp(OutboundClient::initialize);
    }

    private static void warmUp(Runnable task) {
        Thread.ofPlatform().daemon().name("tidings-warm-up").start(task);
    }

    /** Starts with this machine's clock and randomness. Throws a {@link StartFailure} with the reason and a fix. */
    public static Application start(Configuration configuration) {
        return start(configuration, opened -> opened);
    }

    /** @param between wraps the store, for tests */
    static Application start(Configuration configuration, UnaryOperator<Store> between) {
        Logs.apply(configuration.log().level(), configuration.log().json());
        Clocks clocks = Clocks.system();
        StartedChannels.ChannelStore time = new StartedChannels.ChannelStore(clocks.clock());
        StartedChannels channels = StartChecks.startChannels(configuration, clocks, time);
        Logs.sentDeliveries(configuration.log().sentDeliveries());
        return new Application(configuration, clocks, between, channels, time);
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Handles SIGTERM: gives load balancers and clients time to switch to another node. */
    void drainAndClose() {
        if (!stopping.get()) {
            LOG.info("Tidings is draining; it stops within {} ms", drainDelay.toMillis());
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
                "configuration reloaded; other changed settings require a restart; log.level={}",
                configuration.log().level());
    }

    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("Tidings is stopping");
            features.stop();
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
}
